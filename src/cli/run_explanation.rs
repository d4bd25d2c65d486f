//! Why a run is in its state, in the words of `seesaw list`.

use super::lookup::queue::job_words;
use crate::launch::QueuedJob;
use crate::record::{Healing, RunStatus};
use crate::report::RunOnDisk;

/// Why a run is in its state: the reason that it gave itself, or what its files show.
pub(super) fn explanation(run: &RunOnDisk, queue: &[QueuedJob]) -> Option<String> {
    let file = run.file.as_ref();
    let last = || file?.attempts.last();
    let job = || last()?.job.as_deref();
    let problem = run.problem.as_deref().map(without_folders);
    problem.or_else(|| match run.status {
        RunStatus::Interrupted | RunStatus::Stopped
            if job().is_some_and(|job| job_words(queue, job).is_some()) =>
        {
            job_words(queue, job()?)
        }
        RunStatus::Interrupted => Some(format!("its process died; saved at step {}", file?.steps)),
        RunStatus::Running => last().map(|attempt| match &attempt.job {
            Some(job) => format!("job {job} on {}", attempt.host),
            None => format!("process {} on {}", attempt.process, attempt.host),
        }),
        RunStatus::Complete => {
            // That all steps are done, the columns beside it say.
            let is_short = file?.steps != run.planned.run.steps as u64;
            let early = file?.exit_reason.clone().filter(|_| is_short);
            let healings = file?.healings.iter().map(Healing::words);
            let words: Vec<String> = healings.chain(early).collect();
            (!words.is_empty()).then(|| words.join("; "))
        }
        _ => file?.exit_reason.clone(),
    })
}

/// A problem with its files by their names alone: a narrow column would cut a path before the name.
fn without_folders(problem: &str) -> String {
    let name = |word: &str| match word.rsplit_once('/') {
        Some((folders, name)) if name.contains('.') => {
            let quotes = folders.chars().take_while(|c| "\"'`(".contains(*c));
            quotes.chain(name.chars()).collect()
        }
        _ => word.to_string(),
    };
    problem.split(' ').map(name).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_file_keeps_its_name_in_a_narrow_column() {
        let problem = "loss=hinge,seed=0-1a2b3c4d/samples/samples.safetensors is missing";
        assert_eq!(without_folders(problem), "samples.safetensors is missing");
        assert_eq!(
            without_folders("stopped at 1/2 and/or"),
            "stopped at 1/2 and/or"
        );
        assert_eq!(without_folders("at \"/tmp/a/b.txt\""), "at \"b.txt\"");
    }
}
