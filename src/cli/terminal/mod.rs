//! What the terminal shows: output, tables, colors, progress bars. Nothing here knows a verb.

pub(super) mod color;
pub(super) mod duration;
pub(super) mod output;
pub(super) mod progress_bar;
mod record_layout;
pub(super) mod redrawn_page;
mod shown_column;
pub(super) mod sparkline;
pub(super) mod styled_text;
pub(super) mod table;
mod table_layout;
pub(super) mod table_printing;
pub(super) mod terminal_size;
pub(super) mod value;
pub(super) mod wrapping;
