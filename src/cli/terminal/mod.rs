//! What the terminal shows: output, tables, colors, progress bars. Nothing here knows a verb.

pub(super) mod color;
pub(super) mod duration;
pub(super) mod output;
pub(super) mod progress_bar;
pub(super) mod sparkline;
pub(super) mod styled_text;
pub(super) mod table;
pub(super) mod table_printing;
pub(super) mod value;
