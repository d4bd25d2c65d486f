//! Cells whose runs can hardly be judged, have nothing that holds them together, or do not get where they
//! are meant to: better said before hours of training than after.

use crate::config::data::Data;
use crate::config::evaluate::SampleFeatures;
use crate::config::kind::Kind;
use crate::config::run::Run;
use crate::strategies::{Fakes, Loss, Regularizer};

/// Evaluations that a verdict by samples needs, as `diagnose` counts them.
const EVALUATIONS: usize = 5;
/// Samples that it needs for each mode.
const SAMPLES_PER_MODE: usize = 10;
/// Samples that it needs where the modes are not known.
const SAMPLES: usize = 50;

/// What a picture costs in features of photographs, in seconds of a core, and from how many pixels a side
/// it costs more.
const SECONDS_PER_PICTURE: f64 = 0.0013;
const SHOWN: usize = 64;

/// What a cell lacks, in a sentence; none if it lacks nothing.
type Check = fn(&Run) -> Option<String>;

/// In the order in which they are said.
const CHECKS: [Check; 6] = [
    too_few_evaluations,
    too_few_samples,
    unbounded,
    too_few_steps_to_grow,
    dear_features,
    replay_without_effect,
];

/// The sentences about all cells, each once, with how many cells it is about if not about all.
pub(in crate::config) fn specs(cells: &[&Run]) -> Vec<String> {
    let mut sentences: Vec<(String, usize)> = Vec::new();
    for check in CHECKS {
        for sentence in cells.iter().filter_map(|run| check(run)) {
            match sentences.iter_mut().find(|(said, _)| *said == sentence) {
                Some((_, count)) => *count += 1,
                None => sentences.push((sentence, 1)),
            }
        }
    }
    let shown = |(sentence, count): (String, usize)| match count == cells.len() {
        true => sentence,
        false => format!("in {count} of {} cells {sentence}", cells.len()),
    };
    sentences.into_iter().map(shown).collect()
}

fn too_few_evaluations(run: &Run) -> Option<String> {
    let (steps, every) = (run.steps, run.evaluate.every);
    let count = steps.div_ceil(every);
    let noun = if count == 1 {
        "evaluation is"
    } else {
        "evaluations are"
    };
    let remedy = match steps / EVALUATIONS {
        0 => format!("train at least {EVALUATIONS} steps"),
        every => format!("set `evaluate.every` to at most {every} for `steps: {steps}`"),
    };
    // Verdicts on single numbers rest on steps.
    (run.data.kind() != Kind::Numbers && count < EVALUATIONS).then(|| {
        format!("{count} {noun} too few to call a failure or health, which takes {EVALUATIONS}: {remedy}")
    })
}

/// Features of photographs take longer than many a step of training; said from a minute on.
fn dear_features(run: &Run) -> Option<String> {
    let (Kind::Images { side, .. }, true) = (run.data.kind(), run.compares_in_imagenet(false))
    else {
        return None;
    };
    let (evaluations, samples) = (run.steps.div_ceil(run.evaluate.every), run.evaluate.samples);
    let each = SECONDS_PER_PICTURE * (side.max(SHOWN) as f64 / SHOWN as f64).powi(2);
    let minutes = each * ((evaluations + 2) * samples) as f64 / 60.0;
    let when = match run.evaluate.features {
        SampleFeatures::ImageNet => "",
        _ => ", unless a classifier tells its classes",
    };
    let said = || {
        format!(
            "samples are compared in ImageNet features{when}: {samples} of each of {evaluations} evaluations take some \
             {minutes:.0} min of a core in all; `evaluate.samples: 500` or `evaluate.features: pixels` take less"
        )
    };
    (minutes >= 1.0).then(said)
}

fn too_few_samples(run: &Run) -> Option<String> {
    let modes = modes(&run.data);
    let needed = modes.map_or(SAMPLES, |modes| SAMPLES_PER_MODE.saturating_mul(modes));
    let why = modes.map_or(String::new(), |modes| {
        format!(" for {modes} modes, {SAMPLES_PER_MODE} per mode")
    });
    let samples = run.evaluate.samples;
    // No verdict on single numbers rests on samples.
    let counts = run.data.kind() != Kind::Numbers;
    (counts && samples < needed).then(|| {
        format!("`evaluate.samples: {samples}` is too few for a verdict, which needs {needed}{why}")
    })
}

fn unbounded(run: &Run) -> Option<String> {
    let bounds = |it: &Regularizer| {
        let is_bound = matches!(
            it,
            Regularizer::WeightClip(_) | Regularizer::SpectralNorm(_)
        );
        is_bound || it.gradient_penalty().is_some()
    };
    // The slope of the Dirac-GAN is what its game is about.
    let is_unbounded = run.data.kind() != Kind::Numbers
        && run.loss == Loss::Wasserstein
        && !run.regularize.iter().any(bounds);
    is_unbounded.then(|| {
        "nothing bounds D, whose `wasserstein` loss then falls without end: add wgan_gp, weight_clip or \
         spectral_norm to `regularize`"
            .to_string()
    })
}

/// Updates of D are taken to be one a step: what a rule adds or leaves out is not known before.
fn replay_without_effect(run: &Run) -> Option<String> {
    let Fakes::Replay(replay) = &run.fakes else {
        return None;
    };
    let rows = (replay.share * run.batch as f64).round() as usize;
    let (steps, buffer) = (run.steps, replay.buffer);
    match rows.saturating_mul(steps) {
        0 => Some(format!(
            "`fakes: replay` exchanges no fake, as `share: {}` of `batch: {}` is less than half a sample",
            replay.share, run.batch
        )),
        given if given <= buffer => Some(format!(
            "`fakes: replay` gives no earlier fake back before its `buffer: {buffer}` is full, which takes more than the \
             {given} fakes of `steps: {steps}`"
        )),
        _ => None,
    }
}

fn too_few_steps_to_grow(run: &Run) -> Option<String> {
    let Kind::Images { side, .. } = run.model.kind() else {
        return None;
    };
    if !run.model.grows() {
        return None;
    }
    let stages = run.grow.stages(side, u64::MAX);
    let held = stages.last().map_or(0, |stage| stage.held);
    (run.steps as u64 <= held).then(|| {
        format!(
            "`steps: {}` ends before `{}` has grown to {side} pixels, in step {held}: take more steps, or lower \
             `grow.fade`, `grow.hold` and `grow.holds`",
            run.steps,
            run.model.name()
        )
    })
}

/// How many modes the data have, where it is known before they are opened.
fn modes(data: &Data) -> Option<usize> {
    match data {
        Data::Ring(ring) => Some(ring.modes),
        Data::Grid(grid) => Some(grid.side * grid.side),
        Data::Shapes(it) => Some(it.shapes * it.colours * it.places),
        Data::Digits(_) => Some(10),
        Data::Cifar10(cifar) if cifar.classes.is_empty() => Some(10),
        Data::Cifar10(cifar) => Some(cifar.classes.len()),
        Data::Stacked(stacked) => modes(&stacked.of).map(|modes| modes.pow(3)),
        Data::Idx(idx) if !idx.classes.is_empty() => Some(idx.classes.len()),
        Data::Dirac(_) | Data::Idx(_) | Data::Folder(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::config::parse;

    fn notes(text: &str) -> Vec<String> {
        let text = format!("study: s\nquestion: q\n{text}\n");
        parse("s.yaml", &text, &[]).unwrap().notes
    }

    #[test]
    fn a_pair_that_does_not_grow_up_is_announced() {
        let said = |steps: usize| {
            let run = format!(
                "run: {{data: {{shapes: {{side: 32}}}}, model: pggan-32, grow: {{fade: 10, hold: 20}}, steps: {steps}, \
                 evaluate: {{every: 10}}}}"
            );
            notes(&run)
        };
        // 20, then 30 for 8 and for 16 pixels, and 10 to fade in 32.
        assert!(said(91).is_empty(), "{:?}", said(91));
        let note = &said(90)[0];
        assert!(
            note.contains("before `pggan-32` has grown to 32 pixels, in step 90"),
            "{note}"
        );
    }

    #[test]
    fn too_few_evaluations_are_announced() {
        assert_eq!(
            notes("run: {steps: 100, evaluate: {every: 1000}}"),
            [
                "1 evaluation is too few to call a failure or health, which takes 5: set `evaluate.every` to at most 20 \
              for `steps: 100`"
            ]
        );
        assert!(notes("run: {steps: 100, evaluate: {every: 20}}").is_empty());
        assert!(notes("run: {steps: 3}")[0].ends_with("takes 5: train at least 5 steps"));
        let some = notes("run: {evaluate: {every: 20}}\nsweep: {grid: {steps: [80, 100]}}");
        assert!(
            some[0].starts_with("in 1 of 2 cells 4 evaluations are"),
            "{some:?}"
        );
    }

    #[test]
    fn too_few_samples_for_the_modes_are_announced() {
        let with = |data: &str, samples: usize| {
            notes(&format!(
                "run: {{data: {data}, evaluate: {{samples: {samples}}}}}"
            ))
        };
        assert_eq!(
            with("ring", 10),
            [
                "`evaluate.samples: 10` is too few for a verdict, which needs 80 for 8 modes, 10 per mode"
            ]
        );
        assert!(with("ring", 80).is_empty());
        assert_eq!(with("stacked", 2500).len(), 1, "1000 modes");
        let folder = "{folder: {path: x}}";
        assert!(with(folder, 49)[0].ends_with("which needs 50"));
        assert!(with(folder, 50).is_empty());
    }

    #[test]
    fn a_wasserstein_loss_without_a_bound_is_announced() {
        assert!(notes("run: {loss: wasserstein}")[0].starts_with("nothing bounds D"));
        for bound in ["wgan_gp", "weight_clip", "spectral_norm"] {
            let text = format!("run: {{loss: wasserstein, regularize: [{bound}]}}");
            assert_eq!(notes(&text), [""; 0], "{bound}");
        }
    }
}
