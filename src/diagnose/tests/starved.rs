//! Players that a balance rule holds back.

use super::*;

const KEYS: &str = "{balance: {skip_d_on_g_loss: {above: 1.0}}}";

/// 800 steps in which D moves in every `d`th, and G in every `g`th.
fn held_back(losses: fn(u64) -> (f64, f64), d: u64, g: u64) -> Vec<StepRow> {
    let twice = steps(losses).into_iter().chain(steps(losses));
    let moves = |(row, step): (StepRow, u64)| StepRow {
        step,
        d_stepped: u16::from(step.is_multiple_of(d)),
        g_stepped: u16::from(step.is_multiple_of(g)),
        ..row
    };
    twice.zip(1..).map(moves).collect()
}

/// Evaluations of 800 steps.
fn evaluations(values: impl Fn(u64) -> Vec<(Metric, f64)>) -> Vec<EvalRow> {
    let rows = evals(|step| values(2 * step)).into_iter();
    rows.map(|row| EvalRow {
        step: 2 * row.step,
        ..row
    })
    .collect()
}

fn bad() -> Vec<EvalRow> {
    evaluations(|_| ring(0.0, 0.0, f64::NAN))
}

fn judged(keys: &str, rows: &[StepRow], evals: &[EvalRow]) -> (Verdict, Option<VerdictForm>) {
    let found = judge(keys, rows, evals);
    (found.verdict, found.form())
}

const OF_D: (Verdict, Option<VerdictForm>) = (Verdict::Starved, Some(VerdictForm::Discriminator));
const OF_G: (Verdict, Option<VerdictForm>) = (Verdict::Starved, Some(VerdictForm::Generator));

#[test]
fn a_player_that_hardly_moves_is_starved_unless_the_samples_are_good() {
    let good = evaluations(|_| ring(8.0, 0.9, 0.01));
    assert_eq!(judged(KEYS, &held_back(balanced, 20, 1), &bad()), OF_D);
    assert_eq!(judged(KEYS, &held_back(balanced, 1, 20), &bad()), OF_G);
    let both = held_back(balanced, 20, 100);
    assert_eq!(judged(KEYS, &both, &bad()), OF_G, "who moves less");
    let mut neither = held_back(balanced, 900, 900);
    neither[0].d_stepped = 1;
    assert_eq!(judged(KEYS, &neither, &bad()), OF_G, "who ever moved less");
    let verdict = |d: u64, evals: &[EvalRow]| judged(KEYS, &held_back(balanced, d, 1), evals).0;
    assert_eq!(verdict(20, &good), Verdict::Healthy);
    assert_eq!(verdict(10, &bad()), Verdict::Undecided, "a tenth of them");
    assert_eq!(verdict(20, &bad()[..4]), Verdict::Undecided, "evaluations");
    let young = &held_back(balanced, 20, 1)[..499];
    assert_eq!(judged(KEYS, young, &bad()).0, Verdict::Undecided);
    let (rows, bad) = (held_back(balanced, 20, 1), bad());
    let log = RunHistory::external(Loss::NonSaturating, 256, &rows, &bad);
    let verdict = diagnose(&log).verdict;
    assert_ne!(verdict, Verdict::Starved, "a log does not say who moved");
}

#[test]
fn what_counts_is_the_second_half_after_the_steps_of_d_alone() {
    let mut early = held_back(balanced, 1, 1);
    let mut late = held_back(balanced, 20, 1);
    early[..400].clone_from_slice(&held_back(balanced, 20, 1)[..400]);
    late[..400].clone_from_slice(&held_back(balanced, 1, 1)[..400]);
    assert_eq!(judged(KEYS, &early, &bad()).0, Verdict::Undecided);
    assert_eq!(judged(KEYS, &late, &bad()), OF_D);
    let onset = judge(KEYS, &late, &bad()).onset.unwrap();
    assert!((360..=440).contains(&onset), "{onset}");

    let warming_up = held_back(balanced, 1, 900);
    assert_eq!(judged("{}", &warming_up, &bad()), OF_G);
    let of = |warm_up: u64| judged(&format!("{{warm_up_d: {warm_up}}}"), &warming_up, &bad());
    assert_eq!(of(290), OF_G);
    assert_ne!(of(310).0, Verdict::Starved);
    let onset = judge("{warm_up_d: 290}", &warming_up, &bad()).onset;
    assert_eq!(onset, Some(291));
}

#[test]
fn an_autoencoder_has_no_d_that_could_starve() {
    let rows = held_back(balanced, 900, 1);
    let bad = evaluations(|_| vec![(Metric::Precision, 0.1), (Metric::Coverage, 0.1)]);
    let of = |model: &str| judged(&format!("{{data: digits, model: {model}}}"), &rows, &bad);
    assert_eq!(of("fc-8"), OF_D);
    assert_ne!(of("vae-8").0, Verdict::Starved);
}

#[test]
fn samples_that_are_getting_better_are_young_whoever_moves() {
    let rising = evaluations(|step| ring(8.0, 5e-5 * step as f64, 0.1));
    let rows = held_back(balanced, 20, 1);
    assert_eq!(judged(KEYS, &rows, &rising).0, Verdict::Undertrained);
    // Unless G stands still.
    let still = evaluations(|step| {
        let mut values = ring(8.0, 5e-5 * step as f64, 0.1);
        values.push((Metric::FrameChange, 0.0));
        values
    });
    assert_eq!(judged(KEYS, &held_back(balanced, 1, 20), &still), OF_G);
}

#[test]
fn a_generator_that_is_held_back_is_starved_though_d_has_won_and_a_winning_d_is_not() {
    let won: fn(u64) -> (f64, f64) = |_| (0.02, 1.0);
    let dominated = judge(KEYS, &held_back(won, 1, 20), &bad());
    assert_eq!((dominated.verdict, dominated.form()), OF_G);
    let symptoms = dominated.findings.iter().map(|finding| finding.symptom);
    assert!(
        symptoms
            .skip(1)
            .any(|symptom| symptom == Verdict::DiscriminatorDominance.into())
    );
    let (verdict, _) = judged(KEYS, &held_back(won, 20, 1), &bad());
    assert_eq!(verdict, Verdict::DiscriminatorDominance);
}

#[test]
fn the_finding_counts_the_moves_and_lets_the_player_learn() {
    let found = judge(KEYS, &held_back(balanced, 20, 1), &bad());
    let [first, second, ..] = &found.findings[0].evidence[..] else {
        panic!("{found:?}");
    };
    assert_eq!(first.name, "steps of the second half in which D moved");
    assert_eq!((first.value, first.threshold), (20.0, Some(40.0)));
    assert_eq!(second.name, "steps of the second half in which G moved");
    assert_eq!((second.value, second.threshold), (400.0, None));
    assert_eq!(found.findings[0].remedy.patch, "balance: alternate");

    let keys = "{lr_g: 1e-4, lr_d: 1e-2, balance: {skip_d_on_loss: {below: 0.6}}}";
    let of = |d: u64, g: u64| {
        let found = judge(keys, &held_back(balanced, d, g), &bad());
        found.findings[0].remedy.patch.clone()
    };
    assert_eq!(of(20, 1), "lr_g: 1e-3\nlr_d: 1e-3\nbalance: alternate");
    assert_eq!(of(1, 20), "balance: alternate");
}
