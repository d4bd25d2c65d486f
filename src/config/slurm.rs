//! `slurm`: what the jobs of a study ask a Slurm cluster for.

use serde_yaml::Value;

use crate::schema::{ABSENT, Allowed, Node, Optional, Problem, defaults, parameters, whole};
use crate::text::is_unfit;

parameters! {
    /// What the jobs of `seesaw sweep --launch slurm` ask a Slurm cluster for; it changes no bit of the
    /// results.
    #[derive(Eq)]
    pub struct SlurmOptions: "block" / "slurm" {
        /// partition of the cluster
        partition: Option<String> = ABSENT in Optional(OneLine),
        /// account that is charged
        account: Option<String> = ABSENT in Optional(OneLine),
        /// quality of service
        qos: Option<String> = ABSENT in Optional(OneLine),
        /// features that nodes must have; checkpoints resume only on CPUs with the same instructions
        constraint: Option<String> = ABSENT in Optional(OneLine),
        /// time limit of a task, after which it is queued again
        time: Option<String> = ABSENT in Optional(OneLine),
        /// memory of a task
        memory: Option<String> = ABSENT in Optional(OneLine),
        /// cores of a task; without it as many as its runs have threads
        cpus: Option<usize> = ABSENT in Optional(whole(1, 1024)),
        /// runs that a task trains at the same time
        jobs: usize = "1" in whole(1, 1024),
        /// missing runs for each of which a task is submitted; a task that has trained one takes another
        runs_per_task: usize = "1" in whole(1, 100_000),
        /// tasks at the same time, at most
        limit: Option<usize> = ABSENT in Optional(whole(1, 100_000)),
        /// seconds before the time limit at which a task saves and is queued again; Slurm may be up to 60
        /// seconds early
        signal: usize = "90" in whole(1, 65_535),
        /// attempts of a run in a row that may end without a step saved; one more is the last, and
        /// the run has failed
        requeues: usize = "3" in whole(0, 1000),
        /// further options of sbatch, such as `--gres=gpu:1`
        options: Vec<String> = "[]" in Lines,
        /// lines of bash before the program, such as `module load gcc`
        setup: Vec<String> = "[]" in Lines,
        /// what stands before the program, such as `apptainer exec seesaw.sif`
        container: Option<String> = ABSENT in Optional(OneLine),
    }
}

impl Default for SlurmOptions {
    fn default() -> Self {
        defaults()
    }
}

/// A text on one line, or a whole number, which is the same to Slurm.
struct OneLine;

impl Allowed for OneLine {
    type Value = String;

    fn read(&self, node: &Node<'_>) -> Result<String, Problem> {
        let text = match &*node.value {
            Value::String(text) => text.trim().to_string(),
            Value::Number(number) if number.is_u64() => number.to_string(),
            _ => String::new(),
        };
        match text.is_empty() || text.contains(is_unfit) {
            true => Err(node.wrong(&self.words())),
            false => Ok(text),
        }
    }

    fn words(&self) -> String {
        "a text on one line".to_string()
    }

    fn json_schema(&self) -> serde_json::Value {
        serde_json::json!({ "type": ["string", "integer"] })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<String> {
        use proptest::strategy::Strategy;
        "[a-z0-9_:-]{0,12}[a-z]".boxed()
    }
}

/// A list of texts, each on one line.
struct Lines;

impl Allowed for Lines {
    type Value = Vec<String>;

    fn read(&self, node: &Node<'_>) -> Result<Vec<String>, Problem> {
        let items = node.items().ok_or_else(|| node.wrong(&self.words()))?;
        items.iter().map(|item| OneLine.read(item)).collect()
    }

    fn words(&self) -> String {
        "a list of texts, each on one line".to_string()
    }

    fn json_schema(&self) -> serde_json::Value {
        serde_json::json!({ "type": "array", "items": OneLine.json_schema() })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Vec<String>> {
        proptest::strategy::Strategy::boxed(proptest::collection::vec(OneLine.any(), 0..3))
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn read(block: &str) -> Result<SlurmOptions, String> {
        let text = format!("study: s\nquestion: q\nslurm: {block}\n");
        let study = parse("s.yaml", &text, &[]);
        study
            .map(|study| study.slurm)
            .map_err(|error| error.to_string())
    }

    #[test]
    fn a_study_may_say_what_its_jobs_ask_for() {
        assert_eq!(read("{}"), Ok(SlurmOptions::default()));
        let read =
            read("{time: 4:00:00, memory: 4000, options: [--gres=gpu:1], limit: 2}").unwrap();
        assert_eq!(read.time.as_deref(), Some("4:00:00"));
        assert_eq!(read.memory.as_deref(), Some("4000"));
        assert_eq!((read.limit, read.requeues), (Some(2), 3));
        assert_eq!(read.options, ["--gres=gpu:1"]);
    }

    #[test]
    fn what_would_break_the_script_is_refused() {
        for (block, wanted) in [
            (
                "{partition: \"a\\nb\"}",
                "`slurm.partition` must be a text on one line",
            ),
            (
                "{partition: ''}",
                "`slurm.partition` must be a text on one line",
            ),
            (
                "{setup: module load gcc}",
                "`slurm.setup` must be a list of texts",
            ),
            ("{limit: 0}", "`slurm.limit` must be a whole number from 1"),
            ("{partitoin: gpu}", "partition"),
        ] {
            let message = read(block).unwrap_err();
            assert!(message.contains(wanted), "{message}");
        }
    }

    #[test]
    fn it_changes_no_run() {
        let text = "study: s\nquestion: q\n";
        let plain = parse("s.yaml", text, &[]).unwrap();
        let with = parse("s.yaml", &format!("{text}slurm: {{limit: 2}}\n"), &[]).unwrap();
        assert_eq!(plain.runs, with.runs);
    }
}
