//! The progress of a sweep on stderr: bars on a terminal, plain lines elsewhere.

use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar};

use super::super::terminal::duration::{format_duration, format_rough_duration};
use super::super::terminal::output::print_message;
use super::super::terminal::progress_bar::bar_style;
use super::super::terminal::terminal_size::stderr_width;
use super::super::terminal::wrapping::{Breaks, shorten_middle, wrap_lines};
use super::pace::Pace;
use crate::launch::{Job, RunEnd, WorkerEvent, without_hash};
use crate::statistics::plural;
use crate::text::visible_lines;

/// Columns of a worker's line beside the name of its run: the bar, and steps of up to five digits.
const BESIDE_NAME: usize = 42;
/// Time between two estimates of the time left.
const ESTIMATE_INTERVAL: Duration = Duration::from_secs(1);

/// Shows what workers report.
pub(super) struct SweepProgress<'a> {
    jobs: &'a [Job<'a>],
    /// Runs that have ended, in whatever way, except those that were stopped.
    done: usize,
    stopped: usize,
    started: Instant,
    pace: Pace,
    /// Whether settings may be dropped on the way.
    is_race: bool,
    /// When the time left was estimated last.
    estimated: Option<Instant>,
    bars: Option<Bars>,
}

struct Bars {
    all: MultiProgress,
    sweep: ProgressBar,
    workers: Vec<ProgressBar>,
    /// Columns of the terminal.
    columns: usize,
}

impl Bars {
    fn new(steps: u64, workers: usize, columns: usize) -> Self {
        let all = MultiProgress::new();
        let sweep = all.add(ProgressBar::new(steps));
        sweep.set_style(bar_style(
            "sweep {bar:20} {prefix}  {elapsed_precise}  {wide_msg}",
        ));
        sweep.set_message("estimating the time left");
        sweep.enable_steady_tick(Duration::from_millis(200));
        let worker = |_| {
            let bar = all.add(ProgressBar::new(1));
            bar.set_style(bar_style("      {bar:20} {pos:>5}/{len} {wide_msg}"));
            bar
        };
        let workers = (0..workers).map(worker).collect();
        Self {
            all,
            sweep,
            workers,
            columns,
        }
    }

    /// The name of a run, shortened to fit a line in which the rest takes `others` columns.
    fn name(&self, id: &str, others: usize) -> String {
        shorten_middle(without_hash(id), self.columns.saturating_sub(others))
    }
}

impl<'a> SweepProgress<'a> {
    /// Bars for the jobs and the workers, where stderr is a terminal.
    pub(super) fn new(jobs: &'a [Job<'a>], workers: usize, is_race: bool) -> Self {
        let pace = Pace::new(jobs.iter().map(|job| &job.planned.run), workers);
        let columns = stderr_width().filter(|_| !jobs.is_empty());
        let progress = Self {
            jobs,
            done: 0,
            stopped: 0,
            started: Instant::now(),
            bars: columns.map(|columns| Bars::new(pace.steps().1, workers, columns)),
            estimated: None,
            is_race,
            pace,
        };
        progress.show_total();
        progress
    }

    /// Shows one report.
    pub(super) fn update(&mut self, message: &WorkerEvent) {
        match message {
            WorkerEvent::Started { worker, job } => {
                if let Some(bars) = &self.bars {
                    let planned = self.jobs[*job].planned;
                    bars.workers[*worker].reset();
                    bars.workers[*worker].set_length(planned.run.steps as u64);
                    bars.workers[*worker].set_message(bars.name(&planned.id, BESIDE_NAME));
                }
            }
            WorkerEvent::Stepped { worker, job, step } => {
                self.pace.step(*job, *step, Instant::now());
                if let Some(bars) = &self.bars {
                    bars.workers[*worker].set_position(*step);
                }
                self.estimate();
            }
            WorkerEvent::Noted { job, text } => {
                self.print_line(&format!("{}: {text}", self.jobs[*job].planned.id))
            }
            WorkerEvent::Decided { text } => self.print_line(text),
            WorkerEvent::Ended { job, end, .. } => self.finish_job(*job, end),
        }
    }

    /// Prints a line above the bars, on a terminal as several where it is too long.
    pub(super) fn print_line(&self, line: &str) {
        match &self.bars {
            Some(bars) => {
                for line in wrap_lines(&visible_lines(line), bars.columns, Breaks::Blanks) {
                    // A bar that cannot be drawn is no reason to stop a sweep.
                    drop(bars.all.println(line));
                }
            }
            None => print_message(line),
        }
    }

    fn finish_job(&mut self, job: usize, end: &RunEnd) {
        if let RunEnd::Waits { .. } = end {
            self.pace.wait(job);
            return;
        }
        // A stopped run is not done: it goes on with the next sweep.
        match end {
            RunEnd::Stopped { .. } => self.stopped += 1,
            _ => self.done += 1,
        }
        self.pace.end(job, Instant::now());
        let id = &self.jobs[job].planned.id;
        let count = match end {
            RunEnd::Stopped { .. } => String::new(),
            _ => format!("[{}/{}] ", self.done, self.jobs.len()),
        };
        let what = describe(end);
        // Whoever looks for a run that failed wants its whole name.
        let is_result = matches!(
            end,
            RunEnd::Complete { .. } | RunEnd::Stopped { .. } | RunEnd::Pruned { .. }
        );
        let name = match &self.bars {
            Some(bars) if is_result => bars.name(id, count.len() + what.chars().count() + 2),
            _ => id.clone(),
        };
        self.print_line(&format!("{count}{name}: {what}"));
        self.show_total();
        self.estimate();
    }

    /// Shows how much of all runs is done.
    fn show_total(&self) {
        if let Some(bars) = &self.bars {
            bars.sweep.set_position(self.pace.steps().0);
            let runs = plural(self.jobs.len(), "run");
            bars.sweep.set_prefix(format!("{} of {runs}", self.done));
        }
    }

    /// Shows the time left, once a second; in a file or a pipe only the first estimate.
    fn estimate(&mut self) {
        let is_recent = |last: Instant| self.bars.is_none() || last.elapsed() < ESTIMATE_INTERVAL;
        if self.estimated.is_some_and(is_recent) {
            return;
        }
        // After the last run, and while all are being stopped, nothing is left to wait for.
        let is_over = self.done + self.stopped == self.jobs.len() || self.stopped > 0;
        let Some(seconds) = self.pace.seconds_left().filter(|_| !is_over) else {
            return;
        };
        self.estimated = Some(Instant::now());
        // Settings that are dropped leave less to do.
        let bound = if self.is_race { "at most " } else { "" };
        let left = format!("{bound}about {} left", format_rough_duration(seconds));
        match &self.bars {
            Some(bars) => bars.sweep.set_message(left),
            None => print_message(left),
        }
        self.show_total();
    }

    /// Removes the bars and prints how long the sweep took.
    pub(super) fn finish(self) {
        if let Some(bars) = &self.bars {
            bars.workers.iter().for_each(ProgressBar::finish_and_clear);
            bars.sweep.finish_and_clear();
        }
        let seconds = self.started.elapsed().as_secs_f64();
        if let Some(counts) = counted(self.done, self.stopped) {
            print_message(format_args!("{counts} in {}", format_duration(seconds)));
        }
    }
}

/// How many runs have ended, and how many were stopped; nothing where none was begun.
fn counted(done: usize, stopped: usize) -> Option<String> {
    match (done, stopped) {
        (0, 0) => None,
        (done, 0) => Some(plural(done, "run")),
        (0, stopped) => Some(format!("{} stopped", plural(stopped, "run"))),
        (done, stopped) => Some(format!("{}, {stopped} stopped", plural(done, "run"))),
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
            format!("{}{onset} ({speed:.0} steps/s)", diagnosis.label())
        }
        RunEnd::Stopped { step } => format!("stopped, saved at step {step}"),
        RunEnd::Waits { step } => format!("waits at step {step}"),
        RunEnd::Pruned { reason } => reason.clone(),
        RunEnd::Elsewhere => "another process is training it".to_string(),
        RunEnd::Refused(reason) => format!("REFUSED: {reason}"),
        RunEnd::Failed(reason) => format!("FAILED: {reason}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_run_is_not_counted_as_done() {
        assert_eq!(counted(0, 0), None);
        assert_eq!(counted(2, 0).as_deref(), Some("2 runs"));
        assert_eq!(counted(0, 2).as_deref(), Some("2 runs stopped"));
        assert_eq!(counted(1, 2).as_deref(), Some("1 run, 2 stopped"));
    }
}
