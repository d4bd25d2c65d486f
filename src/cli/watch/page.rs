//! A study as lines that fit where they are shown.

use super::super::lookup::queue::queue_words;
use super::super::terminal::color::TextStyle;
use super::super::terminal::duration::{format_duration, format_rough_duration};
use super::super::terminal::styled_text::{StyledLine, StyledText, align_columns, line_width};
use super::super::terminal::terminal_size::Size;
use super::super::terminal::wrapping::{Breaks, wrap_lines};
use super::detail::Detail;
use super::run_tables::{finished_table, halted_table, running_header, running_table};
use super::summary::{bar, status_counts, verdict_counts};
use super::timing::{elapsed_seconds, remaining_seconds};
use super::watched_study::WatchedStudy;
use crate::record;

/// Finished runs that are shown, at most.
const MAX_FINISHED: usize = 10;
/// Rows of a section that are shown where the height sets no limit.
const MAX_ROWS: usize = 50;
/// From this width on, the bar of the whole study is wide.
const WIDE: usize = 100;

/// What is shown of a study now. Without a size, nothing has to fit and there are no bars.
pub(super) fn page(watched: &WatchedStudy, size: Option<Size>, is_idle: bool) -> Vec<StyledLine> {
    let header = header(watched, size, is_idle);
    let footer = footer(watched, size, is_idle);
    let detail = size.map_or(Detail::UNBOUNDED, |size| {
        fitting_detail(watched, size.width)
    });
    // Where running runs have no names, the others have none: one heading serves for all.
    let halted = fitting_names(size, detail, |names| halted_table(watched, names));
    let finished = fitting_names(size, detail, |names| {
        finished_table(watched, names, MAX_FINISHED)
    });
    let running = running_table(watched, detail);
    let sections = [
        Section::new(&running, 2),
        Section::new(&halted, 1),
        Section::new(&finished, 1),
    ];
    let mut sections: Vec<Section> = sections.into_iter().flatten().collect();
    let height = size.map_or(usize::MAX, |size| size.height);
    shrink(
        &mut sections,
        height.saturating_sub(header.len() + footer.len() + 1),
    );
    let gap = if footer.is_empty() {
        Vec::new()
    } else {
        vec![StyledLine::new()]
    };
    let sections = sections.into_iter().flat_map(Section::lines).collect();
    let lines = [header, sections, gap, footer].concat();
    lines.into_iter().take(height).collect()
}

/// Rows of one kind below their header. Of too many, the last are counted instead of shown.
struct Section {
    header: StyledLine,
    rows: Vec<StyledLine>,
    hidden: usize,
    /// Rows that are kept as long as anything can be left out elsewhere.
    least_rows: usize,
}

impl Section {
    /// A section of a table, or `None` of an empty one.
    fn new(table: &[StyledLine], least_rows: usize) -> Option<Self> {
        let mut lines = align_columns(table).into_iter();
        let header = lines.next()?;
        Some(Self {
            header,
            rows: lines.collect(),
            hidden: 0,
            least_rows,
        })
    }

    fn height(&self) -> usize {
        2 + self.rows.len() + usize::from(self.hidden > 0)
    }

    fn hide_last_row(&mut self) {
        self.hidden += usize::from(self.rows.pop().is_some());
    }

    fn lines(self) -> Vec<StyledLine> {
        let mut lines = vec![StyledLine::new(), self.header];
        lines.extend(self.rows);
        if self.hidden > 0 {
            lines.push(vec![StyledText::dim(format!("and {} more", self.hidden))]);
        }
        lines
    }
}

/// Leaves out rows until all fits, of the last section first, and then whole sections.
fn shrink(sections: &mut Vec<Section>, height: usize) {
    for section in sections.iter_mut() {
        while section.rows.len() > MAX_ROWS {
            section.hide_last_row();
        }
    }
    while sections.iter().map(Section::height).sum::<usize>() > height {
        match sections
            .iter_mut()
            .rfind(|section| section.rows.len() > section.least_rows)
        {
            Some(section) => section.hide_last_row(),
            None => drop(sections.pop()),
        }
    }
}

/// Whether no line is too wide.
fn fits(lines: &[StyledLine], width: usize) -> bool {
    lines.iter().all(|line| line_width(line) <= width)
}

/// The most detailed rows of running runs that fit: by their header where none is running, for one may
/// be at any moment.
fn fitting_detail(watched: &WatchedStudy, width: usize) -> Detail {
    let lines = |detail: Detail| {
        let header = running_header(watched, detail);
        let rows = running_table(watched, detail).into_iter().skip(1);
        header.into_iter().chain(rows).collect::<Vec<StyledLine>>()
    };
    let fits = |detail: &Detail| fits(&align_columns(&lines(*detail)), width);
    Detail::LEVELS
        .into_iter()
        .find(fits)
        .unwrap_or(Detail::LEAST)
}

/// The table with names where running runs have them and it fits, else the one without.
fn fitting_names(
    size: Option<Size>,
    detail: Detail,
    table: impl Fn(bool) -> Vec<StyledLine>,
) -> Vec<StyledLine> {
    let with_names = table(true);
    let fits = |size: Size| fits(&align_columns(&with_names), size.width);
    match detail.names && size.is_none_or(fits) {
        true => with_names,
        false => table(false),
    }
}

/// The study's name and question, its status, and its times.
fn header(watched: &WatchedStudy, size: Option<Size>, is_idle: bool) -> Vec<StyledLine> {
    let study = &watched.study;
    let name = StyledText::with_style(&study.name, TextStyle::Bold);
    let beside = vec![
        name.clone(),
        StyledText::plain(format!("  {}", study.question)),
    ];
    let mut lines = match size {
        Some(size) if line_width(&beside) > size.width => {
            let question = wrapped(&study.question, TextStyle::Plain, Some(size));
            [vec![vec![name]], question].concat()
        }
        _ => vec![beside],
    };
    let mut status = vec![StyledText::plain(status_counts(watched))];
    if let Some(size) = size {
        let width = if size.width < WIDE { 10 } else { 30 };
        let (done, all) = watched.steps();
        status.insert(0, StyledText::plain(format!("{}  ", bar(done, all, width))));
    }
    lines.push(status);
    lines.extend(queue_words(&watched.queue).map(|words| vec![StyledText::plain(words)]));
    let elapsed = elapsed_seconds(watched, record::now()).map(|seconds| {
        let words = if is_idle { "in all" } else { "so far" };
        format!("{} {words}", format_duration(seconds))
    });
    let remaining = remaining_seconds(watched)
        .map(|seconds| format!("about {} left", format_rough_duration(seconds)));
    let times: Vec<String> = [elapsed, remaining].into_iter().flatten().collect();
    if !times.is_empty() {
        lines.push(vec![StyledText::plain(times.join(", "))]);
    }
    lines
}

/// The counts of verdicts, and how an idle study is resumed.
fn footer(watched: &WatchedStudy, size: Option<Size>, is_idle: bool) -> Vec<StyledLine> {
    let with_names = verdict_counts(watched, true);
    let counts = match size {
        Some(size) if line_width(&with_names) > size.width => verdict_counts(watched, false),
        _ => with_names,
    };
    let is_halted =
        is_idle && watched.is_idle() && watched.queue.is_empty() && watched.has_more_to_come();
    let hint = is_halted.then(|| wrapped(&how_to_resume(watched), TextStyle::Bold, size));
    let lines = std::iter::once(counts).chain(hint.into_iter().flatten());
    lines.filter(|line| !line.is_empty()).collect()
}

/// A sentence on as many lines as it needs, for a command that is cut cannot be copied.
fn wrapped(text: &str, style: TextStyle, size: Option<Size>) -> Vec<StyledLine> {
    let columns = size.map_or(usize::MAX, |size| size.width);
    wrap_lines(text, columns, Breaks::Blanks)
        .into_iter()
        .map(|line| vec![StyledText::with_style(line, style)])
        .collect()
}

fn how_to_resume(watched: &WatchedStudy) -> String {
    let file = watched.paths.study_yaml();
    let results = match watched.results.display().to_string() {
        results if results == "results" => String::new(),
        results => format!(" --results {results}"),
    };
    format!(
        "no process is training it; `seesaw sweep {}{results}` resumes it",
        file.display()
    )
}
