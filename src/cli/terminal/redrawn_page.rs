//! A page that is drawn over the one before, on a terminal.

use std::io::IsTerminal;

use super::color::ColorSupport;
use super::output::{OutputError, print};
use super::styled_text::{StyledLine, to_terminal};
use super::terminal_size::{Size, terminal_size};

/// Terminal codes (ECMA-48): clear to the end of the line, to the end of the screen; clear the
/// screen and go to its first place.
const CLEAR_LINE: &str = "\x1b[K";
const CLEAR_BELOW: &str = "\x1b[J";
const CLEAR_ALL: &str = "\x1b[2J\x1b[H";

/// Whether stdout is a terminal on which pages can be drawn over each other.
pub(crate) fn can_redraw() -> bool {
    std::io::stdout().is_terminal() && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

/// The page; `drawn` lines of it are above the cursor.
#[derive(Default)]
pub(crate) struct RedrawnPage {
    drawn: usize,
    size: Option<Size>,
}

impl RedrawnPage {
    /// Draws over the last page what `page` makes for the room that there is, in one write so that
    /// nothing flickers. The cursor is left below. Returns whether anybody still reads.
    ///
    /// # Errors
    /// If stdout cannot be written.
    pub(crate) fn draw(
        &mut self,
        colors: ColorSupport,
        page: impl FnOnce(Size) -> Vec<StyledLine>,
    ) -> Result<bool, OutputError> {
        let now = terminal_size();
        let room = Size {
            height: now.height.saturating_sub(1).max(1),
            ..now
        };
        let lines = page(room);
        let text: String = lines
            .iter()
            .map(|line| to_terminal(line, colors, Some(room.width)) + CLEAR_LINE + "\r\n")
            .collect();
        let start = match (self.drawn, self.size.replace(now)) {
            (0, _) => String::new(),
            (lines, Some(before)) if before == now => format!("\r\x1b[{lines}A"),
            // Lines may have been broken at the new edge: nobody knows how many.
            _ => CLEAR_ALL.to_string(),
        };
        self.drawn = lines.len();
        print(format_args!("{start}{text}{CLEAR_BELOW}"))
    }

    /// Leaves the page where it is: something else is printed below it.
    pub(crate) fn leave(&mut self) {
        self.drawn = 0;
    }
}
