//! Whatever the tables hold, a figure comes out.

use super::example::Example;
use crate::diagnose::Verdict;
use crate::metrics::{MetricValues, TABLE};
use crate::plot::RUN_FIGURES;
use crate::plot::canvas::{to_png, to_svg};
use crate::record::Snapshot;
use crate::train::{EvalRow, StepRow};
use proptest::collection::vec;
use proptest::prelude::*;

/// Any value at all, NaN and infinities among them, or none.
fn value() -> impl Strategy<Value = Option<f64>> {
    proptest::option::weighted(0.9, prop_oneof![any::<f64>(), -2.0..2.0])
}

fn any_step() -> impl Strategy<Value = StepRow> {
    let values = vec(value(), 20);
    (any::<u32>(), values, any::<u16>(), 0u16..3).prop_map(
        |(step, values, d_stepped, g_stepped)| StepRow {
            step: u64::from(step),
            d_loss: values[0],
            g_loss: values[1],
            d_real: values[2],
            d_fake: values[3],
            d_acc: values[4],
            d_grad_norm: values[5],
            g_grad_norm: values[6],
            d_stepped,
            g_stepped,
            lr_d: values[7].unwrap_or(0.0),
            lr_g: values[8].unwrap_or(0.0),
            penalty: values[9],
            balance_state: values[10],
            adapted_strength: values[11],
            fake_grad_norm: values[12],
            theta: values[13],
            psi: values[14],
            d_class_loss: values[15],
            g_class_loss: values[16],
            reconstruction_loss: values[17],
            kl_loss: values[18],
            active_latents: values[19],
        },
    )
}

fn any_eval() -> impl Strategy<Value = EvalRow> {
    let row = |(step, values): (u64, Vec<Option<f64>>)| EvalRow {
        step,
        measured: MetricValues::from_fn(|metric| values[metric as usize]),
    };
    (any::<u64>(), vec(value(), TABLE.len())).prop_map(row)
}

fn any_samples() -> impl Strategy<Value = Snapshot> {
    (any::<u64>(), vec(any::<f32>(), 0..40)).prop_map(|(step, mut values)| {
        values.truncate(values.len() / 2 * 2);
        Snapshot {
            step,
            rows: values,
            latent_space: Default::default(),
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_tables_are_drawn(
        mut steps in vec(any_step(), 0..30),
        mut evals in vec(any_eval(), 0..8),
        mut samples in vec(any_samples(), 0..3),
        loss in prop::sample::select(vec!["non_saturating", "hinge", "wasserstein", "least_squares"]),
        verdicts in vec((prop::sample::select(Verdict::ALL.to_vec()), proptest::option::of(any::<u64>())), 0..4),
        picture in 0..RUN_FIGURES.len(),
    ) {
        steps.sort_by_key(|row| row.step);
        evals.sort_by_key(|row| row.step);
        samples.sort_by_key(|kept| kept.step);
        let mut example = Example::new(&format!("data: ring, loss: {loss}"));
        (example.tables.steps, example.tables.evals, example.tables.samples) = (Ok(steps), Ok(evals), Ok(samples));
        example.count();
        let example = verdicts.into_iter().fold(example, |example, (verdict, onset)| example.found(verdict, onset));
        let tables = example.run_tables();
        for figure in RUN_FIGURES {
            prop_assert!(to_svg(&figure.canvas(&tables).unwrap()).unwrap().ends_with("</svg>\n"));
        }
        prop_assert!(!to_png(&RUN_FIGURES[picture].canvas(&tables).unwrap()).unwrap().is_empty());
        prop_assert!(tables.overview().unwrap().ends_with("</svg>\n"));
        tables.thumbnail().unwrap();
    }
}
