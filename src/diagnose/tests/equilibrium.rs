//! The verdicts on the Dirac-GAN beside what theory says of each way of training.

use crate::config;
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

#[test]
fn verdicts_on_the_dirac_gan_are_those_of_theory() {
    let text = include_str!("../../../experiments/dirac.yaml");
    let study = config::parse("dirac.yaml", text, &[]).unwrap();
    for (arm, expected) in THEORY {
        let named = |planned: &&config::PlannedRun| planned.cell[0].to_string() == arm;
        let run = &study.runs.iter().find(named).expect(arm).run;
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
        let diagnosis = diagnose(&RunHistory::new(run, &steps, &evals));
        assert_eq!(motion(&diagnosis), Some(expected), "{arm}: {diagnosis:?}");
        let few = diagnose(&RunHistory::new(run, &steps[..20], &[]));
        assert_eq!(few.verdict, Verdict::Undecided);
    }
}
