//! The ring behaves as in PyTorch (`golden/ring_pytorch.csv`): what a run ends on, not only that it
//! ends.

use seesaw::config;
use seesaw::diagnose::{RunHistory, Verdict, diagnose};
use seesaw::metrics::Metric;
use seesaw::train::{EvalRow, Event, StepRow, TrainingControl, train};

struct Ended {
    verdict: Verdict,
    first: EvalRow,
    last: EvalRow,
    /// Mean over the last 500 steps.
    d_loss: f64,
    d_acc: f64,
}

fn train_run(run: &str) -> Ended {
    let study =
        config::parse("test", &format!("study: t\nquestion: q\nrun: {run}\n"), &[]).unwrap();
    let run = &study.runs[0].run;
    let (mut steps, mut evals): (Vec<StepRow>, Vec<EvalRow>) = (Vec::new(), Vec::new());
    train(
        run,
        &*seesaw::data::open(&run.data).unwrap(),
        None,
        &mut |event| {
            match event {
                Event::Step(row) => steps.push(*row),
                Event::Evaluated { row, .. } => evals.push(*row),
                Event::State(_) => {}
            }
            TrainingControl::Continue
        },
    );
    let tail = &steps[steps.len() - 500..];
    let mean =
        |value: fn(&StepRow) -> Option<f64>| tail.iter().filter_map(value).sum::<f64>() / 500.0;
    Ended {
        verdict: diagnose(&RunHistory::new(run, &steps, &evals)).verdict,
        first: evals[0],
        last: *evals.last().unwrap(),
        d_loss: mean(|row| row.d_loss),
        d_acc: mean(|row| row.d_acc),
    }
}

#[test]
fn equal_rates_hold_all_modes() {
    let ended = train_run("{lr_g: 1e-3, lr_d: 1e-3, steps: 2500}");
    assert_eq!(ended.last.measured.get(Metric::Modes), Some(8.0));
    assert_eq!(ended.last.measured.get(Metric::ModesHeld), Some(8.0));
    let untrained = ended.first.measured.get(Metric::ModesHeld);
    assert_eq!((ended.first.step, untrained), (0, None));
    assert_eq!(ended.verdict, Verdict::Healthy);
    assert!(
        (0.44..0.58).contains(&ended.d_loss),
        "PyTorch: 0.47 to 0.53 at the end of 4,000 steps; {}",
        ended.d_loss
    );
    assert!(
        (0.68..0.82).contains(&ended.d_acc),
        "PyTorch: 0.73; {}",
        ended.d_acc
    );
}

#[test]
fn a_discriminator_a_hundred_times_faster_leaves_one_mode() {
    let ended = train_run("{lr_g: 1e-4, lr_d: 1e-2, steps: 1500}");
    let value = |metric: Metric| ended.last.measured.get(metric).unwrap();
    assert_eq!((value(Metric::Modes), value(Metric::ModesHeld)), (1.0, 1.0));
    assert!((value(Metric::ReverseKl) - 8f64.ln()).abs() < 1e-9);
    assert!(
        value(Metric::HighQuality) > 0.5,
        "{}",
        value(Metric::HighQuality)
    );
    assert_eq!(ended.verdict, Verdict::ModeCollapse);
    // An optimal D against a G on one of eight modes has (ln 9 / 8 + ln 9/8) / 2 = 0.196 and is
    // right on 15 of 16 rows.
    assert!((0.16..0.22).contains(&ended.d_loss), "{}", ended.d_loss);
    assert!((ended.d_acc - 0.9375).abs() < 0.01, "{}", ended.d_acc);
}
