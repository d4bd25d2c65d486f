//! A run with the patch of a remedy.

use serde_yaml::{Mapping, Value};

use super::patch::{replace, split};
use super::run::Run;
use super::spec::Spec;
use crate::schema::Node;

/// What a remedy may not change: it would be another experiment, or its steps could not be compared.
const KEPT: [&str; 5] = ["data", "seed", "steps", "evaluate", "heal"];

impl Run {
    /// The run with a patch: lines of `key: value`, where a key may be a path such as `vae.kl_weight`.
    ///
    /// # Errors
    /// Why there is no such run, in words.
    pub fn patched(&self, patch: &str) -> Result<Run, String> {
        let lines: Mapping = serde_yaml::from_str(patch)
            .map_err(|error| format!("its patch is no YAML: {error}"))?;
        let mut written = self.settable();
        for (key, value) in lines {
            let path = split(key.as_str().unwrap_or_default());
            if let Some(kept) = KEPT.iter().find(|kept| **kept == path[0]) {
                return Err(format!("it changes `{kept}`"));
            }
            replace(&mut written, &path, value);
        }
        Self::checked(&written)
    }

    /// The run with the patches of several remedies, one after the other.
    ///
    /// # Errors
    /// As [`Run::patched`].
    pub fn patched_by<'a>(
        &self,
        mut patches: impl Iterator<Item = &'a str>,
    ) -> Result<Run, String> {
        patches.try_fold(self.clone(), |run, patch| run.patched(patch))
    }

    fn checked(written: &Value) -> Result<Run, String> {
        let run = Self::read_written(Node::new(Vec::new(), written))
            .map_err(|problem| problem.message)?;
        run.check(&[]).map_err(|problem| problem.message)?;
        Ok(run)
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Run, parse};

    fn run(text: &str) -> Run {
        let text = format!("study: s\nquestion: q\nrun: {{{text}}}\n");
        let study = parse("s.yaml", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
        study.runs[0].run.clone()
    }

    #[test]
    fn a_patch_changes_what_it_names_and_nothing_else() {
        let before =
            run("lr_d: 1e-2, threads: 2, checkpoint: {steps: 7}, heal: {on: [divergence]}");
        let patched = before
            .patched("lr_d: 1e-3\nregularize: [{r1: {gamma: 0.1}}]")
            .unwrap();
        let wanted = run("lr_d: 1e-3, regularize: [{r1: {gamma: 0.1}}], threads: 2, \
                          checkpoint: {steps: 7}, heal: {on: [divergence]}");
        assert_eq!(patched, wanted);
        let back = before
            .patched_by(["lr_d: 1e-3", "optimizer.adam.betas: [0, 0.9]", "lr_d: 1e-2"].into_iter())
            .unwrap();
        assert_eq!(back.patched("optimizer: adam").unwrap(), before);
    }

    #[test]
    fn what_would_be_another_experiment_is_refused() {
        for (patch, said) in [
            ("steps: 10", "it changes `steps`"),
            ("data.ring.modes: 3", "it changes `data`"),
            ("seed: 1", "it changes `seed`"),
            ("heal: {on: []}", "it changes `heal`"),
            ("packing: 3", "packing"),
            ("lr_d: -1", "lr_d"),
            ("nothing: 1", "nothing"),
            ("- a", "its patch is no YAML"),
        ] {
            let error = run("batch: 64").patched(patch).unwrap_err();
            assert!(error.contains(said), "{patch}: {error}");
        }
    }
}
