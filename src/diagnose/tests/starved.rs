//! Players that a balance rule holds back.

use super::*;

const KEYS: &str = "{balance: {skip_d_on_g_loss: {above: 1.0}}}";

/// Steps in which D moves in every `d`th, and G in every `g`th.
fn held_back(losses: fn(u64) -> (f64, f64), d: u64, g: u64) -> Vec<StepRow> {
    let moves = |row: StepRow| StepRow {
        d_stepped: u16::from(row.step % d == 0),
        g_stepped: u16::from(row.step % g == 0),
        ..row
    };
    steps(losses).into_iter().map(moves).collect()
}

fn judged(rows: &[StepRow], evals: &[EvalRow]) -> (Verdict, Option<VerdictForm>) {
    let found = judge(KEYS, rows, evals);
    (found.verdict, found.form())
}

const OF_D: (Verdict, Option<VerdictForm>) = (Verdict::Starved, Some(VerdictForm::Discriminator));
const OF_G: (Verdict, Option<VerdictForm>) = (Verdict::Starved, Some(VerdictForm::Generator));

fn bad() -> Vec<EvalRow> {
    evals(|_| ring(0.0, 0.0, f64::NAN))
}

#[test]
fn a_player_that_hardly_moves_is_starved_unless_the_samples_are_good() {
    let bad = bad();
    let good = evals(|_| ring(8.0, 0.9, 0.01));
    assert_eq!(judged(&held_back(balanced, 20, 1), &bad), OF_D);
    assert_eq!(judged(&held_back(balanced, 1, 20), &bad), OF_G);
    let verdict = |d: u64, evals: &[EvalRow]| judged(&held_back(balanced, d, 1), evals).0;
    assert_eq!(verdict(20, &good), Verdict::Healthy);
    assert_eq!(
        verdict(10, &bad),
        Verdict::Undecided,
        "a tenth of the steps"
    );
    assert_eq!(verdict(20, &bad[..4]), Verdict::Undecided, "evaluations");
    let rows = held_back(balanced, 20, 1);
    let log = RunHistory::external(Loss::NonSaturating, 256, &rows, &bad);
    let verdict = diagnose(&log).verdict;
    assert_ne!(verdict, Verdict::Starved, "a log does not say who moved");
}

#[test]
fn samples_that_are_getting_better_are_young_whoever_moves() {
    let rising = evals(|step| ring(8.0, 0.0001 * step as f64, 0.1));
    assert_eq!(
        judged(&held_back(balanced, 20, 1), &rising).0,
        Verdict::Undertrained
    );
}

#[test]
fn a_generator_that_is_held_back_is_starved_though_d_has_won_and_a_winning_d_is_not() {
    let won: fn(u64) -> (f64, f64) = |_| (0.02, 1.0);
    let dominated = judge(KEYS, &held_back(won, 1, 20), &bad());
    assert_eq!((dominated.verdict, dominated.form()), OF_G);
    let others = dominated.findings.iter().skip(1);
    assert!(
        others
            .into_iter()
            .any(|finding| finding.symptom == Verdict::DiscriminatorDominance.into())
    );
    assert_eq!(
        judged(&held_back(won, 20, 1), &bad()).0,
        Verdict::DiscriminatorDominance
    );
}

#[test]
fn the_finding_counts_the_moves_and_lets_the_player_learn() {
    let found = judge(KEYS, &held_back(balanced, 20, 1), &bad());
    let first = &found.findings[0];
    assert_eq!(first.evidence[0].name, "steps in which D moved");
    assert_eq!(first.evidence[0].value, 20.0);
    assert_eq!(first.remedy.patch, "balance: alternate");
    assert!(first.evidence.iter().all(|number| !number.value.is_nan()));

    let keys = "{lr_g: 1e-4, lr_d: 1e-2, balance: {skip_d_on_loss: {below: 0.6}}}";
    let of = |d: u64, g: u64| {
        let found = judge(keys, &held_back(balanced, d, g), &bad());
        found.findings[0].remedy.patch.clone()
    };
    assert_eq!(of(20, 1), "lr_g: 1e-3\nlr_d: 1e-3\nbalance: alternate");
    assert_eq!(of(1, 20), "balance: alternate");
}
