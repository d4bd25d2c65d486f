//! Pages one after the other on stdout: in place on a terminal, block after block elsewhere.

use std::time::{Duration, Instant};

use super::super::terminal::color::ColorSupport;
use super::super::terminal::output::{OutputError, print};
use super::super::terminal::redrawn_page::{RedrawnPage, can_redraw};
use super::super::terminal::styled_text::{StyledLine, to_terminal};
use super::super::terminal::terminal_size::{Size, terminal_size};
use super::page::page;
use super::summary::status_counts;
use super::watched_study::WatchedStudy;

/// Seconds between two pages on a terminal, and elsewhere.
const TERMINAL_INTERVAL: Duration = Duration::from_secs(1);
const BLOCK_INTERVAL: Duration = Duration::from_secs(10);

/// Where pages go.
pub(super) struct Display {
    colors: ColorSupport,
    interval: Duration,
    once: bool,
    mode: Mode,
}

enum Mode {
    /// In place.
    Redraw(RedrawnPage),
    /// One block below the other.
    Append { last: Option<Block> },
}

struct Block {
    status_counts: String,
    text: String,
    time: Instant,
}

impl Display {
    /// Stdout. `interval` is the time between two pages.
    pub(super) fn open(once: bool, interval: Option<Duration>) -> Self {
        let (mode, default) = match can_redraw() {
            true => (Mode::Redraw(RedrawnPage::default()), TERMINAL_INTERVAL),
            false => (Mode::Append { last: None }, BLOCK_INTERVAL),
        };
        Self {
            colors: ColorSupport::of_stdout(),
            interval: interval.unwrap_or(default),
            once,
            mode,
        }
    }

    /// The time between two pages.
    pub(super) fn interval(&self) -> Duration {
        self.interval
    }

    /// Shows what is new. Returns whether anybody still reads.
    ///
    /// # Errors
    /// If stdout cannot be written.
    pub(super) fn show(
        &mut self,
        watched: &WatchedStudy,
        is_idle: bool,
    ) -> Result<bool, OutputError> {
        match &mut self.mode {
            Mode::Redraw(_) if self.once => {
                let size = Size {
                    height: usize::MAX,
                    ..terminal_size()
                };
                print(self.text(&page(watched, Some(size), is_idle), Some(size)))
            }
            Mode::Redraw(drawn) => {
                drawn.draw(self.colors, |room| page(watched, Some(room), is_idle))
            }
            Mode::Append { .. } => self.append(watched, is_idle),
        }
    }

    /// Appends a block if a run has begun or ended, or if it is time and something has changed.
    fn append(&mut self, watched: &WatchedStudy, is_idle: bool) -> Result<bool, OutputError> {
        let text = self.text(&page(watched, None, is_idle), None);
        let status_counts = status_counts(watched);
        let Mode::Append { last } = &mut self.mode else {
            return Ok(true);
        };
        let is_new = last.as_ref().is_none_or(|last| {
            last.text != text
                && (last.status_counts != status_counts || last.time.elapsed() >= self.interval)
        });
        if !is_new {
            return Ok(true);
        }
        let gap = if last.is_some() { "\n" } else { "" };
        let has_reader = print(format_args!("{gap}{text}"))?;
        *last = Some(Block {
            status_counts,
            text,
            time: Instant::now(),
        });
        Ok(has_reader)
    }

    fn text(&self, lines: &[StyledLine], size: Option<Size>) -> String {
        let columns = size.map(|size| size.width);
        lines
            .iter()
            .map(|line| to_terminal(line, self.colors, columns) + "\n")
            .collect()
    }
}
