//! Pages one after the other on stdout: in place on a terminal, block after block elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use super::super::terminal::color::ColorSupport;
use super::super::terminal::output::{OutputError, print};
use super::super::terminal::styled_text::{StyledLine, to_terminal};
use super::super::terminal::terminal_size::{Size, terminal_size};
use super::page::page;
use super::summary::status_counts;
use super::watched_study::WatchedStudy;

/// Seconds between two pages on a terminal, and elsewhere.
const TERMINAL_INTERVAL: Duration = Duration::from_secs(1);
const BLOCK_INTERVAL: Duration = Duration::from_secs(10);
/// Terminal codes (ECMA-48): clear to the end of the line, to the end of the screen; clear the
/// screen and go to its first place.
const CLEAR_LINE: &str = "\x1b[K";
const CLEAR_BELOW: &str = "\x1b[J";
const CLEAR_ALL: &str = "\x1b[2J\x1b[H";

/// Where pages go.
pub(super) struct Display {
    colors: ColorSupport,
    interval: Duration,
    once: bool,
    mode: Mode,
}

enum Mode {
    /// In place; `drawn` lines of the last page are above the cursor.
    Redraw { drawn: usize, size: Option<Size> },
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
        let can_redraw = std::io::stdout().is_terminal()
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let (mode, default) = match can_redraw {
            true => (
                Mode::Redraw {
                    drawn: 0,
                    size: None,
                },
                TERMINAL_INTERVAL,
            ),
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
            Mode::Redraw { .. } if self.once => {
                let size = Size {
                    height: usize::MAX,
                    ..terminal_size()
                };
                print(self.text(&page(watched, Some(size), is_idle), Some(size)))
            }
            Mode::Redraw { .. } => self.redraw(watched, is_idle),
            Mode::Append { .. } => self.append(watched, is_idle),
        }
    }

    /// Draws over the last page, in one write so that nothing flickers. The cursor is left below.
    fn redraw(&mut self, watched: &WatchedStudy, is_idle: bool) -> Result<bool, OutputError> {
        let now = terminal_size();
        let room = Size {
            height: now.height.saturating_sub(1).max(1),
            ..now
        };
        let lines = page(watched, Some(room), is_idle);
        let text = self
            .text(&lines, Some(room))
            .replace('\n', &format!("{CLEAR_LINE}\r\n"));
        let Mode::Redraw { drawn, size } = &mut self.mode else {
            return Ok(true);
        };
        let start = match (*drawn, size.replace(now)) {
            (0, _) => String::new(),
            (lines, Some(before)) if before == now => format!("\r\x1b[{lines}A"),
            // Lines may have been broken at the new edge: nobody knows how many.
            _ => CLEAR_ALL.to_string(),
        };
        *drawn = lines.len();
        print(format_args!("{start}{text}{CLEAR_BELOW}"))
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
