//! What of a run depends on how many steps it has: a run goes on from a shorter one only where its first
//! steps are the same.

use super::run::Run;
use super::spec::Spec;
use crate::strategies::{Augment, Regularizer, Schedule};

impl Run {
    /// SHA-256 of its YAML, in hex: what `run.json` names it by.
    pub fn sha256_hex(&self) -> String {
        self.sha256()
    }

    /// The same run with another number of steps.
    pub fn with_steps(&self, steps: usize) -> Run {
        Run {
            steps,
            ..self.clone()
        }
    }

    /// Which key gives the first `done` steps other values than in a run of `other` steps, and why; `None`
    /// where they are the same to the last bit. This is found out from the values themselves: a schedule
    /// that has not begun to fall is the same.
    pub fn depends_on_length(&self, other: usize, done: u64) -> Option<(String, String)> {
        let (steps, other) = (self.steps as u64, other as u64);
        let differs = |value: &dyn Fn(u64, u64) -> f64| {
            (1..=done).any(|step| value(step, steps).to_bits() != value(step, other).to_bits())
        };
        let share = |step: u64, steps: u64| step.saturating_sub(1) as f64 / steps as f64;
        let found = |key: &str, what: &str| Some((key.to_string(), what.to_string()));
        for (key, schedule) in [
            ("schedule_g", &self.schedule_g),
            ("schedule_d", &self.schedule_d),
        ] {
            if differs(&|step, steps| Schedule::lr_factor(schedule, step, steps)) {
                let name = schedule.name();
                return found(
                    key,
                    &format!("`{name}` sets learning rates by the share of the run"),
                );
            }
        }
        if differs(&|step, steps| {
            let beta2 = self.optimizer.scheduled_beta2(share(step, steps));
            beta2.unwrap_or_default()
        }) {
            return found("optimizer", "`beta2_end` is reached at the end of the run");
        }
        for regularizer in &self.regularize {
            let name = regularizer.name();
            if let Regularizer::InstanceNoise(noise) = regularizer
                && differs(&|step, steps| noise.deviation(step, steps))
            {
                return found("regularize", &format!("`{name}` fades away over the run"));
            }
            if let Some(penalty) = regularizer.gradient_penalty()
                && differs(&|step, steps| penalty.strength(share(step, steps)))
            {
                return found(
                    "regularize",
                    &format!("`gamma_end` of `{name}` is reached at the end of the run"),
                );
            }
        }
        if let Augment::AdaPipeline(pipeline) = &self.augment
            && differs(&|step, steps| pipeline.risen(share(step, steps)))
        {
            return found("augment", "`ramp_up` is a share of the run");
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::config::parse;

    fn dependence(run: &str) -> Option<String> {
        let text = format!("study: s\nquestion: q\nrun: {{steps: 100, {run}}}\n");
        let study = parse("s.yaml", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
        let found = study.runs[0].run.depends_on_length(200, 100);
        found.map(|(key, why)| format!("{key}: {why}"))
    }

    #[test]
    fn a_schedule_that_has_not_begun_to_fall_is_the_same() {
        let text = "study: s\nquestion: q\nrun: {steps: 100, schedule_d: {linear: {from: 0.5}}}\n";
        let run = parse("s.yaml", text, &[]).unwrap().runs[0].run.clone();
        assert_eq!(run.depends_on_length(200, 51), None);
        assert!(run.depends_on_length(200, 52).is_some());
    }

    #[test]
    fn what_is_set_by_the_share_of_the_run_is_named() {
        for (run, wanted) in [
            ("schedule_g: cosine", Some("schedule_g: `cosine`")),
            (
                "schedule_d: {linear: {from: 0.9}}",
                Some("schedule_d: `linear`"),
            ),
            ("schedule_g: {step: {every: 10}}", None),
            ("schedule_d: {constant: {warm_up: 20}}", None),
            (
                "optimizer: {adam: {beta2_end: 0.9}}",
                Some("optimizer: `beta2_end`"),
            ),
            ("optimizer: {adam: {}}", None),
            (
                "regularize: [instance_noise]",
                Some("regularize: `instance_noise` fades"),
            ),
            (
                "regularize: [{r1: {gamma: 1, gamma_end: 0.1}}]",
                Some("regularize: `gamma_end` of `r1`"),
            ),
            ("regularize: [r1, lecam]", None),
            (
                "data: digits, augment: {ada_pipeline: {ramp_up: 0.5}}",
                Some("augment: `ramp_up`"),
            ),
            ("data: digits, augment: {ada_pipeline: {ramp_up: 0}}", None),
            ("warm_up_d: 20, unroll: 2, average: ema", None),
        ] {
            let found = dependence(run);
            match wanted {
                Some(wanted) => assert!(
                    found.as_deref().is_some_and(|it| it.starts_with(wanted)),
                    "{run}: {found:?}"
                ),
                None => assert_eq!(found, None, "{run}"),
            }
        }
    }
}
