//! The progress of a sweep on stderr: bars on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar};

use super::super::terminal::output::print_message;
use super::super::terminal::progress_bar::bar_style;
use crate::launch::{Job, RunEnd, WorkerEvent};
use crate::statistics::plural;
use crate::text::visible_lines;

/// Shows what workers report.
pub(super) struct SweepProgress<'a> {
    jobs: &'a [Job<'a>],
    done: usize,
    started: Instant,
    bars: Option<Bars>,
}

struct Bars {
    all: MultiProgress,
    sweep: ProgressBar,
    workers: Vec<ProgressBar>,
}

impl Bars {
    fn new(runs: usize, workers: usize) -> Self {
        let all = MultiProgress::new();
        let sweep = all.add(ProgressBar::new(runs as u64));
        sweep.set_style(bar_style(
            "sweep {bar:30} {pos}/{len} runs  {elapsed_precise}  left {eta_precise}",
        ));
        sweep.enable_steady_tick(Duration::from_millis(200));
        let worker = |_| {
            let bar = all.add(ProgressBar::new(1));
            bar.set_style(bar_style("      {bar:30} {pos}/{len} steps  {msg}"));
            bar
        };
        let workers = (0..workers).map(worker).collect();
        Self {
            all,
            sweep,
            workers,
        }
    }
}

impl<'a> SweepProgress<'a> {
    /// Bars for the jobs and the workers, where stderr is a terminal.
    pub(super) fn new(jobs: &'a [Job<'a>], workers: usize) -> Self {
        let bars = (std::io::stderr().is_terminal() && !jobs.is_empty())
            .then(|| Bars::new(jobs.len(), workers));
        Self {
            jobs,
            done: 0,
            started: Instant::now(),
            bars,
        }
    }

    /// Shows one report.
    pub(super) fn update(&mut self, message: &WorkerEvent) {
        match message {
            WorkerEvent::Started { worker, job } => {
                if let Some(bars) = &self.bars {
                    let planned = self.jobs[*job].planned;
                    bars.workers[*worker].reset();
                    bars.workers[*worker].set_length(planned.run.steps as u64);
                    bars.workers[*worker].set_message(planned.id.clone());
                }
            }
            WorkerEvent::Stepped { worker, step, .. } => {
                if let Some(bars) = &self.bars {
                    bars.workers[*worker].set_position(*step);
                }
            }
            WorkerEvent::Noted { job, text } => {
                self.print_line(&format!("{}: {text}", self.jobs[*job].planned.id))
            }
            WorkerEvent::Ended { job, end, .. } => self.finish_job(*job, end),
        }
    }

    /// Prints a line above the bars.
    pub(super) fn print_line(&self, line: &str) {
        match &self.bars {
            // A bar that cannot be drawn is no reason to stop a sweep.
            Some(bars) => drop(bars.all.println(visible_lines(line))),
            None => print_message(line),
        }
    }

    fn finish_job(&mut self, job: usize, end: &RunEnd) {
        self.done += 1;
        let id = &self.jobs[job].planned.id;
        let line = format!(
            "[{}/{}] {id}: {}",
            self.done,
            self.jobs.len(),
            describe(end)
        );
        if let Some(bars) = &self.bars {
            bars.sweep.inc(1);
        }
        self.print_line(&line);
    }

    /// Removes the bars and prints how long the sweep took.
    pub(super) fn finish(self) {
        if let Some(bars) = &self.bars {
            bars.workers.iter().for_each(ProgressBar::finish_and_clear);
            bars.sweep.finish_and_clear();
        }
        if self.done > 0 {
            print_message(format_args!(
                "{} in {:.1} s",
                plural(self.done, "run"),
                self.started.elapsed().as_secs_f64()
            ));
        }
    }
}

/// What became of a run, in words.
fn describe(end: &RunEnd) -> String {
    match end {
        RunEnd::Complete { file, diagnosis } => {
            let onset = diagnosis
                .onset
                .map_or(String::new(), |step| format!(" from step {step}"));
            let speed = file.steps_per_second.unwrap_or(0.0);
            format!("{}{onset} ({speed:.0} steps/s)", diagnosis.verdict.name())
        }
        RunEnd::Stopped { step } => format!("stopped, saved at step {step}"),
        RunEnd::Elsewhere => "another process is training it".to_string(),
        RunEnd::Refused(reason) => format!("REFUSED: {reason}"),
        RunEnd::Failed(reason) => format!("FAILED: {reason}"),
    }
}
