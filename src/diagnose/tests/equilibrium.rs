//! The verdicts on the Dirac-GAN beside what theory says of each way of training.

use crate::config::{self, Run};
use crate::diagnose::{Diagnosis, RunHistory, Sign, Symptom, Verdict, diagnose};
use crate::train::{Event, TrainingControl, train};

/// What an arm of `experiments/dirac.yaml` does, by theory.
#[derive(Debug, PartialEq)]
enum Motion {
    FliesOff,
    Circles,
    /// Slower than any geometric rate (Mescheder et al. 2018, section 2: "no in practice").
    SlowlyIn,
    Converges,
    /// psi is 0, and theta stays where it is.
    Stops,
}

/// Of section 2 and appendix D of Mescheder et al. 2018; extragradient and optimism: Gidel et al.
/// 2019, Daskalakis et al. 2018; momentum: Gidel et al. 2019, "Negative momentum".
const THEORY: [(&str, Motion); 23] = [
    ("minimax_simultaneous", Motion::FliesOff),
    ("minimax", Motion::Circles),
    ("wasserstein_simultaneous", Motion::FliesOff),
    ("wasserstein", Motion::Circles),
    ("hinge", Motion::Circles),
    // D's gradient is psi theta^2, so psi vanishes before theta does.
    ("least_squares", Motion::Stops),
    ("non_saturating", Motion::SlowlyIn),
    ("rsgan", Motion::SlowlyIn),
    ("five_d_steps", Motion::Circles),
    ("fast_d", Motion::Circles),
    ("skip_d_on_loss", Motion::Circles),
    ("r1", Motion::Converges),
    ("r1_simultaneous", Motion::Converges),
    ("r1_too_weak", Motion::FliesOff),
    ("r1_critical", Motion::Converges),
    ("rsgan_r1_r2", Motion::Converges),
    ("instance_noise", Motion::Converges),
    ("wgan_gp", Motion::Circles),
    ("weight_clip", Motion::Circles),
    ("extragradient", Motion::Converges),
    ("optimistic", Motion::Converges),
    ("negative_momentum", Motion::Converges),
    ("momentum", Motion::FliesOff),
];

fn motion(diagnosis: &Diagnosis) -> Option<Motion> {
    let circles = Symptom::Sign(Sign::Oscillation);
    let findings = &diagnosis.findings;
    match diagnosis.verdict {
        Verdict::Divergence => Some(Motion::FliesOff),
        Verdict::Undertrained => Some(Motion::SlowlyIn),
        Verdict::Healthy => Some(Motion::Converges),
        Verdict::Frozen => Some(Motion::Stops),
        Verdict::Undecided if findings.iter().any(|finding| finding.symptom == circles) => {
            Some(Motion::Circles)
        }
        _ => None,
    }
}

fn diagnosed(run: &Run) -> Diagnosis {
    let data = crate::data::open(&run.data).unwrap();
    let (mut steps, mut evals) = (Vec::new(), Vec::new());
    train(run, &*data, None, &mut |event| {
        match event {
            Event::Step(row) => steps.push(*row),
            Event::Evaluated { row, .. } => evals.push(*row),
            Event::State(_) => {}
        }
        TrainingControl::Continue
    });
    diagnose(&RunHistory::new(run, &steps, &evals))
}

#[test]
fn verdicts_on_the_dirac_gan_are_those_of_theory() {
    let text = include_str!("../../../experiments/dirac.yaml");
    let study = config::parse("dirac.yaml", text, &[]).unwrap();
    for (arm, expected) in THEORY {
        let named = |planned: &&config::PlannedRun| planned.cell[0].to_string() == arm;
        let run = &study.runs.iter().find(named).expect(arm).run;
        let diagnosis = diagnosed(run);
        assert_eq!(motion(&diagnosis), Some(expected), "{arm}: {diagnosis:?}");
    }
}

#[test]
fn nothing_is_said_of_a_game_that_has_not_turned_and_no_game_that_is_lost_is_undecided() {
    let verdict = |keys: &str| {
        let run = super::run(&format!("{{batch: 2, optimizer: sgd, {keys}}}"));
        diagnosed(&run)
    };
    let slow = verdict("data: dirac, lr_g: 1e-3, lr_d: 2e-3, steps: 200");
    assert_eq!(slow.verdict, Verdict::Undecided);
    assert_eq!(slow.findings.len(), 1, "no oscillation: {slow:?}");
    // An ellipse ten times as high as wide, seen for less than a turn.
    let rising = verdict("data: dirac, loss: wasserstein, lr_g: 0.01, lr_d: 1.0, steps: 40");
    assert_eq!(rising.verdict, Verdict::Undecided, "{rising:?}");
    let lost = verdict("data: {dirac: {theta: 1000, psi: 1000}}, loss: least_squares, steps: 10");
    assert_eq!((lost.verdict, lost.onset), (Verdict::Divergence, Some(2)));
    let there = verdict("data: {dirac: {theta: 0, psi: 0}}, steps: 50");
    assert_eq!(there.verdict, Verdict::Healthy, "{there:?}");
    let tiny = verdict("data: dirac, lr_g: 1e-7, lr_d: 1e-7, steps: 50");
    assert_eq!(
        tiny.verdict,
        Verdict::Undecided,
        "gradients are there: {tiny:?}"
    );
}
