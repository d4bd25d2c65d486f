//! Views one after the other: in place on a terminal, block after block elsewhere.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use console::Term;

use super::super::color::Colors;
use super::super::exit::Failure;
use super::super::out;
use super::cache::Watched;
use super::grid::{Line, written};
use super::sections::statuses;
use super::view::{Size, view};

/// Size of a terminal that does not tell.
const USUAL: Size = Size {
    width: 80,
    height: 24,
};
/// Terminal codes (ECMA-48): clear to the end of the line, to the end of the screen; clear the
/// screen and go to its first place.
const CLEAR_LINE: &str = "\x1b[K";
const CLEAR_BELOW: &str = "\x1b[J";
const CLEAR_ALL: &str = "\x1b[2J\x1b[H";

/// Where views go.
pub struct Screen {
    colors: Colors,
    every: Duration,
    once: bool,
    kind: Kind,
}

enum Kind {
    Terminal { drawn: usize, size: Option<Size> },
    Blocks { last: Option<Block> },
}

struct Block {
    statuses: String,
    text: String,
    time: Instant,
}

impl Screen {
    /// Stdout; `every` is the time between two views.
    pub fn open(once: bool, every: Option<Duration>) -> Self {
        let moves = std::io::stdout().is_terminal()
            && std::env::var_os("TERM").is_none_or(|term| term != "dumb");
        let kind = if moves {
            Kind::Terminal {
                drawn: 0,
                size: None,
            }
        } else {
            Kind::Blocks { last: None }
        };
        let usual = Duration::from_secs(if moves { 1 } else { 10 });
        Self {
            colors: Colors::of_stdout(),
            every: every.unwrap_or(usual),
            once,
            kind,
        }
    }

    pub fn every(&self) -> Duration {
        self.every
    }

    /// Shows what is new; `false` when nobody reads any more.
    ///
    /// # Errors
    /// If stdout cannot be written.
    pub fn show(&mut self, watched: &Watched, is_idle: bool) -> Result<bool, Failure> {
        match &mut self.kind {
            Kind::Terminal { .. } if self.once => {
                let size = Size {
                    height: usize::MAX,
                    ..terminal_size()
                };
                out::part(self.text(&view(watched, Some(size), is_idle), Some(size)))
            }
            Kind::Terminal { .. } => self.redraw(watched, is_idle),
            Kind::Blocks { .. } => self.add_block(watched, is_idle),
        }
    }

    /// Over the view before, one write so that nothing flickers; the cursor is left below it.
    fn redraw(&mut self, watched: &Watched, is_idle: bool) -> Result<bool, Failure> {
        let now = terminal_size();
        let room = Size {
            height: now.height.saturating_sub(1).max(1),
            ..now
        };
        let lines = view(watched, Some(room), is_idle);
        let text = self
            .text(&lines, Some(room))
            .replace('\n', &format!("{CLEAR_LINE}\r\n"));
        let Kind::Terminal { drawn, size } = &mut self.kind else {
            return Ok(true);
        };
        let start = match (*drawn, size.replace(now)) {
            (0, _) => String::new(),
            (lines, Some(before)) if before == now => format!("\r\x1b[{lines}A"),
            // Lines may have been broken at the new edge: nobody knows how many.
            _ => CLEAR_ALL.to_string(),
        };
        *drawn = lines.len();
        out::part(format_args!("{start}{text}{CLEAR_BELOW}"))
    }

    /// A block when a run has begun or ended, or when it is time and something has changed.
    fn add_block(&mut self, watched: &Watched, is_idle: bool) -> Result<bool, Failure> {
        let text = self.text(&view(watched, None, is_idle), None);
        let statuses = statuses(watched);
        let Kind::Blocks { last } = &mut self.kind else {
            return Ok(true);
        };
        let is_new = last.as_ref().is_none_or(|last| {
            last.text != text && (last.statuses != statuses || last.time.elapsed() >= self.every)
        });
        if !is_new {
            return Ok(true);
        }
        let gap = if last.is_some() { "\n" } else { "" };
        let shown = out::part(format_args!("{gap}{text}"))?;
        *last = Some(Block {
            statuses,
            text,
            time: Instant::now(),
        });
        Ok(shown)
    }

    fn text(&self, lines: &[Line], size: Option<Size>) -> String {
        let columns = size.map(|size| size.width);
        lines
            .iter()
            .map(|line| written(line, self.colors, columns) + "\n")
            .collect()
    }
}

fn terminal_size() -> Size {
    let told = Term::stdout().size_checked();
    told.map_or(USUAL, |(height, width)| Size {
        width: usize::from(width),
        height: usize::from(height),
    })
}
