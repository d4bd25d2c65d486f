//! How wide and high the terminals behind stdout and stderr are.

use std::io::IsTerminal;

use console::Term;

/// Size of a terminal that does not tell its size.
const DEFAULT_SIZE: Size = Size {
    width: 80,
    height: 24,
};

/// The size of a terminal in columns and rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// The size of the terminal behind stdout.
pub(crate) fn terminal_size() -> Size {
    let size = Term::stdout().size_checked();
    let size = size.filter(|(height, width)| *height > 0 && *width > 0);
    size.map_or(DEFAULT_SIZE, |(height, width)| Size {
        width: usize::from(width),
        height: usize::from(height),
    })
}

/// The columns of the terminal behind stderr, if there is one.
pub(crate) fn stderr_width() -> Option<usize> {
    let stderr = Term::stderr();
    let width = |(_, width): (u16, u16)| (width > 0).then_some(usize::from(width));
    let known = stderr.size_checked().and_then(width);
    stderr
        .is_term()
        .then(|| known.unwrap_or(DEFAULT_SIZE.width))
}

/// The columns into which results have to fit; a file or a pipe has no width to fit into.
pub(crate) fn stdout_width() -> Option<usize> {
    std::io::stdout()
        .is_terminal()
        .then(|| terminal_size().width)
}
