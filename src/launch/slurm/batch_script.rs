//! What a job of Slurm runs.

use std::path::Path;

use super::super::launcher::LaunchError;
use crate::config::SlurmOptions;
use crate::text::is_unfit;

/// Which job of a submission a script is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobKind {
    /// The array, of so many tasks.
    Array {
        /// How many.
        tasks: usize,
    },
    /// The job that comes last.
    Last,
}

/// All that a batch script depends on.
#[derive(Clone, Debug)]
pub struct BatchScript<'a> {
    /// The study's name.
    pub study: &'a str,
    /// Which job it is for.
    pub kind: JobKind,
    /// What it asks for.
    pub options: &'a SlurmOptions,
    /// The most threads that one of the runs has.
    pub threads: usize,
    /// The program, absolute.
    pub program: &'a Path,
    /// Where it was submitted: paths in a study are relative to it.
    pub directory: &'a Path,
    /// The submission's directory, absolute.
    pub submission: &'a Path,
}

/// What stands after the options of sbatch. The shell waits for the program and passes signals on: a
/// container need not know Slurm, and the program need not know who queues it again.
const SIGNALS: &str = r#"
requeue= program=
trap 'requeue=yes; kill -TERM "$program" 2> /dev/null' USR1
trap 'requeue=no; kill -TERM "$program" 2> /dev/null' TERM
# USR1 comes before the time limit, and before a preemption of a cluster that warns: save, and queue the
# job again. After TERM a preempted job is queued again by Slurm, and a cancelled one stays cancelled.
"#;
const WAIT: &str = r#"program=$!
[ -z "$requeue" ] || kill -TERM "$program" 2> /dev/null
while :; do
    wait "$program"
    code=$?
    kill -0 "$program" 2> /dev/null || break
done
# 75: stopped and saved. Above 128: the program, or the wait for it, was ended by a signal.
if [ "$requeue" != no ] && { [ "$code" -eq 75 ] || [ "$code" -gt 128 ]; }; then
"#;

impl BatchScript<'_> {
    /// The script.
    ///
    /// # Errors
    /// If a path cannot be written into it.
    pub fn text(&self) -> Result<String, LaunchError> {
        let task = match self.kind {
            JobKind::Array { .. } => "task",
            JobKind::Last => "task --last",
        };
        let container = self.options.container.as_ref();
        let container = container.map_or(String::new(), |command| format!("{command} "));
        let setup: String = self
            .options
            .setup
            .iter()
            .map(|line| format!("{line}\n"))
            // With `set -e` of the lines above, the script would end with the program.
            .chain((!self.options.setup.is_empty()).then(|| "set +eu\n".to_string()))
            .collect();
        let job = match self.kind {
            JobKind::Array { .. } => "${SLURM_ARRAY_JOB_ID}_${SLURM_ARRAY_TASK_ID}",
            JobKind::Last => "$SLURM_JOB_ID",
        };
        Ok(format!(
            "#!/bin/bash\n# Written by `seesaw sweep --launch slurm`.\n{options}{SIGNALS}{setup}\
             {container}{program} {task} {submission} &\n{WAIT}    scontrol requeue \"{job}\"\nfi\nexit \"$code\"\n",
            options = self.options()?,
            program = quoted(self.program, '\'')?,
            submission = quoted(self.submission, '\'')?,
        ))
    }

    /// The lines of options.
    fn options(&self) -> Result<String, LaunchError> {
        let asked = self.options;
        let cpus = asked.cpus.unwrap_or(self.threads * asked.jobs);
        let log = match self.kind {
            JobKind::Array { .. } => "%A_%a.log",
            JobKind::Last => "%j.log",
        };
        let folder = quoted(self.submission, '"')?.replace('%', "%%");
        let mut lines = vec![
            format!("--job-name={}", job_name(self.study)),
            format!("--chdir={}", quoted(self.directory, '"')?),
            format!("--output={}/{log}\"", folder.trim_end_matches('"')),
            "--open-mode=append".to_string(),
            "--requeue".to_string(),
            format!("--signal=B:USR1@{}", asked.signal),
            "--nodes=1".to_string(),
            "--ntasks=1".to_string(),
            format!("--cpus-per-task={cpus}"),
        ];
        if let JobKind::Array { tasks } = self.kind {
            let limit = asked
                .limit
                .map_or(String::new(), |limit| format!("%{limit}"));
            lines.push(format!("--array=0-{}{limit}", tasks - 1));
        }
        let named = [
            ("partition", &asked.partition),
            ("account", &asked.account),
            ("qos", &asked.qos),
            ("constraint", &asked.constraint),
            ("time", &asked.time),
            ("mem", &asked.memory),
        ];
        let written = |(name, value): (&str, &Option<String>)| {
            let value = value.as_ref()?;
            Some(format!("--{name}={}", in_quotes(value, '"')))
        };
        lines.extend(named.into_iter().filter_map(written));
        lines.extend(asked.options.iter().cloned());
        Ok(lines
            .iter()
            .map(|line| format!("#SBATCH {line}\n"))
            .collect())
    }
}

/// What the jobs of a study are called in Slurm's queue.
pub(super) fn job_name(study: &str) -> String {
    format!("seesaw-{study}")
}

/// A path between quotes.
fn quoted(path: &Path, quote: char) -> Result<String, LaunchError> {
    let text = path.to_str().filter(|text| !text.contains(is_unfit));
    let text = text.ok_or_else(|| LaunchError::Path {
        path: path.to_path_buf(),
    })?;
    Ok(in_quotes(text, quote))
}

/// A text between quotes: single ones for bash, double ones for sbatch.
fn in_quotes(text: &str, quote: char) -> String {
    let inside = match quote {
        '\'' => text.replace('\'', r"'\''"),
        _ => text.replace('\\', r"\\").replace('"', "\\\""),
    };
    format!("{quote}{inside}{quote}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// The script as it was when it was last looked at and tried on a cluster.
    fn assert_golden(name: &str, text: &str) {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
            .join("src/launch/slurm")
            .join(name);
        if std::env::var_os("SEESAW_BLESS").is_some() {
            std::fs::write(&path, text).unwrap();
        }
        let golden = std::fs::read_to_string(&path).unwrap();
        assert!(
            text == golden,
            "{name} differs; SEESAW_BLESS=1 writes it again:\n{text}"
        );
    }

    #[test]
    fn the_scripts_are_those_that_were_looked_at() {
        let options = SlurmOptions {
            partition: Some("cpu".to_string()),
            time: Some("04:00:00".to_string()),
            memory: Some("4G".to_string()),
            limit: Some(50),
            options: vec!["--exclude=node[3-4]".to_string()],
            setup: vec!["module load gcc".to_string()],
            container: Some("apptainer exec seesaw.sif".to_string()),
            ..SlurmOptions::default()
        };
        let script = |kind, options: &SlurmOptions| {
            let script = BatchScript {
                study: "ring",
                kind,
                options,
                threads: 2,
                program: Path::new("/home/me/.cargo/bin/seesaw"),
                directory: Path::new("/home/me/it's 100% \"mine\""),
                submission: Path::new("/home/me/it's 100% \"mine\"/results/ring/slurm/1"),
            };
            script.text().unwrap()
        };
        let array = script(JobKind::Array { tasks: 24 }, &options);
        assert_golden("array.golden.sh", &array);
        let last = script(JobKind::Last, &SlurmOptions::default());
        assert_golden("last.golden.sh", &last);
    }

    #[test]
    fn a_path_that_would_break_the_script_is_refused() {
        let script = BatchScript {
            study: "ring",
            kind: JobKind::Last,
            options: &SlurmOptions::default(),
            threads: 1,
            program: Path::new("/bin/see\nsaw"),
            directory: Path::new("/"),
            submission: Path::new("/results/ring/slurm/1"),
        };
        assert!(matches!(script.text(), Err(LaunchError::Path { .. })));
    }
}
