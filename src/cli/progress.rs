//! Progress of a sweep on stderr: bars on a terminal, plain lines elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::out;
use crate::launch::{Job, RunEnd, WorkerEvent};

/// A bar for one long count of steps; none where stderr is no terminal.
pub fn counter(length: u64, what: &str) -> ProgressBar {
    bar(length, what, "steps")
}

/// As [`counter`], of runs.
pub fn counter_of_runs(length: u64, what: &str) -> ProgressBar {
    bar(length, what, "runs")
}

fn bar(length: u64, what: &str, unit: &str) -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let template = format!("{{msg}} {{bar:30}} {{pos}}/{{len}} {unit}  left {{eta_precise}}");
    let style = ProgressStyle::with_template(&template).expect("a valid template");
    ProgressBar::new(length)
        .with_style(style)
        .with_message(what.to_string())
}

/// Shows what workers report.
pub struct Progress<'a> {
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
        let style =
            |template: &str| ProgressStyle::with_template(template).expect("a valid template");
        let sweep = all.add(ProgressBar::new(runs as u64));
        sweep.set_style(style(
            "sweep {bar:30} {pos}/{len} runs  {elapsed_precise}  left {eta_precise}",
        ));
        sweep.enable_steady_tick(Duration::from_millis(200));
        let worker = |_| {
            let bar = all.add(ProgressBar::new(1));
            bar.set_style(style("      {bar:30} {pos}/{len} steps  {msg}"));
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

impl<'a> Progress<'a> {
    pub fn new(jobs: &'a [Job<'a>], workers: usize) -> Self {
        let bars = (std::io::stderr().is_terminal() && !jobs.is_empty())
            .then(|| Bars::new(jobs.len(), workers));
        Self {
            jobs,
            done: 0,
            started: Instant::now(),
            bars,
        }
    }

    /// Takes in one report.
    pub fn hear(&mut self, message: &WorkerEvent) {
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
                self.say(&format!("{}: {text}", self.jobs[*job].planned.id))
            }
            WorkerEvent::Ended { job, end, .. } => self.ended(*job, end),
        }
    }

    /// A line above the bars.
    pub fn say(&self, line: &str) {
        match &self.bars {
            // A bar that cannot be drawn is no reason to stop a sweep.
            Some(bars) => drop(bars.all.println(line)),
            None => out::message(line),
        }
    }

    fn ended(&mut self, job: usize, end: &RunEnd) {
        self.done += 1;
        let id = &self.jobs[job].planned.id;
        let what = match end {
            RunEnd::Complete { file, diagnosis } => {
                let onset = diagnosis
                    .onset
                    .map_or(String::new(), |step| format!(" from step {step}"));
                let speed = file.steps_per_second.unwrap_or(0.0);
                format!("{}{onset} ({speed:.0} steps/s)", diagnosis.verdict.name())
            }
            RunEnd::Stopped { step } => format!("stopped, saved at step {step}"),
            RunEnd::Elsewhere => "another process is at it".to_string(),
            RunEnd::Refused(reason) => format!("REFUSED: {reason}"),
            RunEnd::Failed(reason) => format!("FAILED: {reason}"),
        };
        let line = format!("[{}/{}] {id}: {what}", self.done, self.jobs.len());
        if let Some(bars) = &self.bars {
            bars.sweep.inc(1);
        }
        self.say(&line);
    }

    /// Takes the bars away and says how long it took.
    pub fn finish(self) {
        if let Some(bars) = &self.bars {
            bars.workers.iter().for_each(ProgressBar::finish_and_clear);
            bars.sweep.finish_and_clear();
        }
        if self.done > 0 {
            out::message(format_args!(
                "{} runs in {:.1} s",
                self.done,
                self.started.elapsed().as_secs_f64()
            ));
        }
    }
}
