//! What is shown of the training: a page on a terminal, lines elsewhere.

use std::time::{Duration, Instant};

use super::super::terminal::color::ColorSupport;
use super::super::terminal::output::{OutputError, print};
use super::super::terminal::redrawn_page::{RedrawnPage, can_redraw};
use super::alarm::Alarm;
use super::page::page;
use super::status_line::{status_lines, verdicts};
use super::training::Training;
use crate::text::visible_lines;

/// Time between two pages on a terminal, and between two lines elsewhere.
const TERMINAL_INTERVAL: Duration = Duration::from_secs(1);
const LINE_INTERVAL: Duration = Duration::from_secs(60);
/// Longest time without a look at whether something has happened.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// Where the training is shown.
pub(super) struct View {
    interval: Duration,
    mode: Mode,
}

enum Mode {
    Page(RedrawnPage, ColorSupport),
    /// The lines that were printed last.
    Lines(Option<Shown>),
}

struct Shown {
    verdicts: String,
    judgement: u64,
    /// Sets of samples that had been measured.
    sets: u64,
    time: Instant,
}

impl View {
    /// Stdout. `every` is the time between two pages or lines.
    pub(super) fn open(every: Option<Duration>) -> Self {
        let (mode, default) = match can_redraw() {
            true => (
                Mode::Page(RedrawnPage::default(), ColorSupport::of_stdout()),
                TERMINAL_INTERVAL,
            ),
            false => (Mode::Lines(None), LINE_INTERVAL),
        };
        Self {
            interval: every.unwrap_or(default),
            mode,
        }
    }

    /// How long nothing new need be shown.
    pub(super) fn interval(&self) -> Duration {
        self.interval.min(LONGEST_WAIT)
    }

    /// Shows what is new. Returns whether anybody still reads.
    ///
    /// # Errors
    /// If stdout cannot be written.
    pub(super) fn show(&mut self, training: &Training, alarm: &Alarm) -> Result<bool, OutputError> {
        let last = match &mut self.mode {
            Mode::Page(drawn, colors) => {
                return drawn.draw(*colors, |room| page(training, alarm, room));
            }
            Mode::Lines(last) => last,
        };
        let verdicts = verdicts(training);
        let is_changed = last.as_ref().is_none_or(|last| last.verdicts != verdicts);
        let is_due = last.as_ref().is_some_and(|last| {
            let has_grown = last.judgement != training.judgement();
            let has_sets = last.sets != training.sets_judged();
            has_sets || has_grown && last.time.elapsed() >= self.interval
        });
        if training.judged().is_empty() || !(is_changed || is_due) {
            return Ok(true);
        }
        *last = Some(Shown {
            verdicts,
            judgement: training.judgement(),
            sets: training.sets_judged(),
            time: Instant::now(),
        });
        print(visible_lines(&status_lines(training, is_changed)))
    }

    /// Leaves the page that is shown where it is: something else is printed below it.
    pub(super) fn leave(&mut self) {
        if let Mode::Page(drawn, _) = &mut self.mode {
            drawn.leave();
        }
    }
}
