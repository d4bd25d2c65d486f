//! Slurm's programs.

use std::io::Read;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use super::super::launcher::LaunchError;
use super::batch_script::job_name;
use crate::record::array_of;

/// A job, or a task of an array, that Slurm has not done with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedJob {
    /// Its id, such as `12` or `12_3`.
    pub id: String,
    /// What Slurm calls its state, in lower case: `pending`, `running`, ..
    pub state: String,
    /// The node that it is on; empty where it waits.
    pub node: String,
    /// Why it waits, as Slurm puts it.
    pub reason: String,
}

/// How long a program that changes nothing may take. Slurm's own limit for one message is ten seconds.
const PATIENCE: Duration = Duration::from_secs(30);
/// Time between two looks at whether a program has ended.
const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// Starts one of the programs and waits for it. One that only asks is ended where the controller does
/// not answer; one that submits is not, for its job may be queued already.
fn output(program: &'static str, arguments: &[&str]) -> Result<Output, LaunchError> {
    let mut command = Command::new(program);
    command.args(arguments);
    let not_here = |error| LaunchError::NotHere { program, error };
    if program == "sbatch" {
        return command.output().map_err(not_here);
    }
    command.stdin(Stdio::null());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let ended = output_within(child.spawn().map_err(not_here)?, PATIENCE);
    ended.map_err(not_here)?.ok_or_else(|| LaunchError::Silent {
        command: [&[program], arguments].concat().join(" "),
        seconds: PATIENCE.as_secs(),
    })
}

/// What a program prints until it ends; `None`, and its end, once it takes too long.
fn output_within(mut child: Child, patience: Duration) -> std::io::Result<Option<Output>> {
    // Pipes are emptied meanwhile: a full one would make the program wait.
    let stdout = child.stdout.take().map(read_aside);
    let stderr = child.stderr.take().map(read_aside);
    let begun = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break status;
        }
        if begun.elapsed() >= patience {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(POLL_INTERVAL);
    };
    let read = |reader: Option<Reader>| reader.and_then(|reader| reader.join().ok());
    Ok(Some(Output {
        status,
        stdout: read(stdout).unwrap_or_default(),
        stderr: read(stderr).unwrap_or_default(),
    }))
}

type Reader = std::thread::JoinHandle<Vec<u8>>;

fn read_aside(mut pipe: impl Read + Send + 'static) -> Reader {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read until an error is all there is.
        drop(pipe.read_to_end(&mut bytes));
        bytes
    })
}

/// What one of the programs prints.
fn stdout_of(program: &'static str, arguments: &[&str]) -> Result<String, LaunchError> {
    let output = output(program, arguments)?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_string();
    match output.status.success() {
        true => Ok(text(&output.stdout)),
        false => Err(LaunchError::Refused {
            command: [&[program], arguments].concat().join(" "),
            message: text(&output.stderr).replace('\n', "; "),
        }),
    }
}

/// Submits a script, after the jobs of `after` have ended in whatever way. Returns the job's id.
pub(super) fn submit(script: &str, after: Option<&str>) -> Result<String, LaunchError> {
    let after = after.map(|job| format!("--dependency=afterany:{job}"));
    let arguments: Vec<&str> = ["--parsable"]
        .into_iter()
        .chain(after.as_deref())
        .chain([script])
        .collect();
    let printed = stdout_of("sbatch", &arguments)?;
    // With several clusters the name of one follows.
    let id = printed.lines().last().unwrap_or_default();
    Ok(id.split(';').next().unwrap_or_default().to_string())
}

/// The most tasks that an array of this cluster may have.
pub(super) fn max_array_size() -> Result<usize, LaunchError> {
    let config = stdout_of("scontrol", &["show", "config"])?;
    Ok(read_max_array_size(&config).unwrap_or(1000))
}

/// Indices go up to one less than what `MaxArraySize` says.
fn read_max_array_size(config: &str) -> Option<usize> {
    let lines = config.lines().filter_map(|line| line.split_once('='));
    let mut found = lines.filter(|(key, _)| key.trim() == "MaxArraySize");
    found.next()?.1.trim().parse().ok()
}

/// The jobs of a study that Slurm has not done with, as far as `is_ours` knows them.
///
/// # Errors
/// If Slurm cannot be asked.
pub fn queued_jobs(
    study: &str,
    is_ours: impl Fn(&str) -> bool,
) -> Result<Vec<QueuedJob>, LaunchError> {
    let name = format!("--name={}", job_name(study));
    let format = "--format=%i|%T|%N|%r";
    let printed = stdout_of("squeue", &["--noheader", "--array", &name, format])?;
    let jobs = printed.lines().filter_map(read_job);
    Ok(jobs.filter(|job| is_ours(array_of(&job.id))).collect())
}

fn read_job(line: &str) -> Option<QueuedJob> {
    let mut cells = line.trim().split('|');
    let mut cell = || Some(cells.next()?.trim().to_string());
    let (id, state) = (cell()?, cell()?.to_lowercase());
    Some(QueuedJob {
        id,
        state,
        node: cell()?,
        reason: cell()?,
    })
}

/// Cancels jobs: Slurm asks those that run to stop, and they save.
///
/// # Errors
/// If Slurm refuses.
pub fn cancel(jobs: &[String]) -> Result<(), LaunchError> {
    let jobs: Vec<&str> = jobs.iter().map(String::as_str).collect();
    stdout_of("scancel", &jobs).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn a_program_that_does_not_answer_is_ended() {
        let run = |script: &str| {
            let mut command = Command::new("sh");
            command.args(["-c", script]);
            let child = command.stdout(Stdio::piped()).stderr(Stdio::piped());
            output_within(child.spawn().unwrap(), Duration::from_millis(500)).unwrap()
        };
        let begun = Instant::now();
        assert!(run("exec sleep 60").is_none());
        assert!(begun.elapsed() < Duration::from_secs(20));
        // More than a pipe holds.
        let output = run("head -c 300000 /dev/zero; echo no >&2; exit 3").unwrap();
        assert_eq!(output.status.code(), Some(3));
        assert_eq!(
            (output.stdout.len(), &output.stderr[..]),
            (300_000, &b"no\n"[..])
        );
    }

    #[test]
    fn the_queue_is_read() {
        let job = read_job("12_3|RUNNING|node7|None").unwrap();
        assert_eq!((job.id.as_str(), job.state.as_str()), ("12_3", "running"));
        assert_eq!(job.node, "node7");
        let job = read_job("13|PENDING||Dependency").unwrap();
        assert_eq!((job.node.as_str(), job.reason.as_str()), ("", "Dependency"));
        assert_eq!(read_job(""), None);
    }

    #[test]
    fn the_size_of_arrays_is_read() {
        let config = "MailProg = /bin/mail\nMaxArraySize            = 1001\nMaxDBDMsgs = 20010\n";
        assert_eq!(read_max_array_size(config), Some(1001));
        assert_eq!(read_max_array_size("error"), None);
    }
}
