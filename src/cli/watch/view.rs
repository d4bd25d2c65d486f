//! A study as lines that fit where they are shown.

use jiff::Timestamp;

use super::super::color::Paint;
use super::cache::Watched;
use super::grid::{Line, Span, aligned, line_width};
use super::sections::{Style, at_work, bar, finished, halted, statuses, verdicts};
use super::times::{elapsed, in_words, left, roughly, running};

/// Finished runs that are shown, at most.
const FINISHED: usize = 10;
/// Runs at work or halted that are shown where nothing sets a limit.
const ROWS: usize = 50;

/// Columns and rows of a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub width: usize,
    pub height: usize,
}

/// Rows of one kind below their head; of too many, the last are counted.
struct Section {
    head: Line,
    rows: Vec<Line>,
    hidden: usize,
    /// Rows that are kept as long as anything can be left out elsewhere.
    least: usize,
}

impl Section {
    fn new(table: &[Line], least: usize) -> Option<Self> {
        let mut lines = aligned(table).into_iter();
        let head = lines.next()?;
        Some(Self {
            head,
            rows: lines.collect(),
            hidden: 0,
            least,
        })
    }

    fn height(&self) -> usize {
        2 + self.rows.len() + usize::from(self.hidden > 0)
    }

    fn drop_last(&mut self) {
        self.hidden += usize::from(self.rows.pop().is_some());
    }

    fn lines(self) -> Vec<Line> {
        let more =
            (self.hidden > 0).then(|| vec![Span::faint(format!("and {} more", self.hidden))]);
        [
            vec![Vec::new(), self.head],
            self.rows,
            more.into_iter().collect(),
        ]
        .concat()
    }
}

/// What is shown of a study now. Without a size nothing has to fit, and there are no bars.
pub fn view(watched: &Watched, size: Option<Size>, is_idle: bool) -> Vec<Line> {
    let style = size.map_or(Style::PLAIN, |size| fitting(watched, size.width));
    let head = header(watched, size, is_idle);
    let fits = |table: &[Line]| {
        size.is_none_or(|size| table.iter().all(|line| line_width(line) <= size.width))
    };
    let with_names = |make: &dyn Fn(bool) -> Vec<Line>| {
        let table = make(true);
        if fits(&aligned(&table)) {
            table
        } else {
            make(false)
        }
    };
    let named = verdicts(watched, true);
    let counts = if fits(std::slice::from_ref(&named)) {
        named
    } else {
        verdicts(watched, false)
    };
    let foot = [Some(counts), idle(watched, is_idle)]
        .into_iter()
        .flatten()
        .filter(|line| !line.is_empty());
    let foot: Vec<Line> = foot.collect();
    let halted = with_names(&|names| halted(watched, names));
    let finished = with_names(&|names| finished(watched, names, FINISHED));
    let tables = [(at_work(watched, style), 2), (halted, 1), (finished, 1)];
    let mut sections: Vec<Section> = tables
        .iter()
        .filter_map(|(table, least)| Section::new(table, *least))
        .collect();
    let room = size.map_or(usize::MAX, |size| {
        size.height.saturating_sub(head.len() + foot.len() + 1)
    });
    fit(&mut sections, room);
    let gap = if foot.is_empty() {
        Vec::new()
    } else {
        vec![Line::new()]
    };
    let lines = [
        head,
        sections.into_iter().flat_map(Section::lines).collect(),
        gap,
        foot,
    ]
    .concat();
    lines
        .into_iter()
        .take(size.map_or(usize::MAX, |size| size.height))
        .collect()
}

/// Leaves rows out until all fits, of the last section first, and then whole sections.
fn fit(sections: &mut Vec<Section>, room: usize) {
    for section in sections.iter_mut() {
        while section.rows.len() > ROWS {
            section.drop_last();
        }
    }
    while sections.iter().map(Section::height).sum::<usize>() > room {
        match sections
            .iter_mut()
            .rfind(|section| section.rows.len() > section.least)
        {
            Some(section) => section.drop_last(),
            None => drop(sections.pop()),
        }
    }
}

/// The richest style whose lines fit.
fn fitting(watched: &Watched, columns: usize) -> Style {
    let fits = |style: &Style| {
        aligned(&at_work(watched, *style))
            .iter()
            .all(|line| line_width(line) <= columns)
    };
    let poorest = Style::ALL[Style::ALL.len() - 1];
    Style::ALL.into_iter().find(fits).unwrap_or(poorest)
}

fn header(watched: &Watched, size: Option<Size>, is_idle: bool) -> Vec<Line> {
    let study = &watched.study;
    let title = vec![
        Span::painted(&study.name, Paint::Strong),
        Span::plain(format!("  {}", study.question)),
    ];
    let mut state = vec![Span::plain(statuses(watched))];
    if let Some(size) = size {
        let steps = |runs: &mut dyn Iterator<Item = u64>| runs.sum::<u64>();
        let all = steps(&mut watched.pairs().map(|(planned, _)| planned.run.steps as u64));
        // A run that has diverged is done before its last step.
        let done = steps(
            &mut watched.pairs().map(|(planned, run)| match run.verdict {
                Some(_) => planned.run.steps as u64,
                None => run.steps(),
            }),
        );
        let width = if size.width < 100 { 10 } else { 30 };
        state.insert(0, Span::plain(format!("{}  ", bar(done, all, width))));
    }
    let taken = elapsed(watched, Timestamp::now()).map(|seconds| {
        format!(
            "{} {}",
            in_words(seconds),
            if is_idle { "in all" } else { "so far" }
        )
    });
    let left = left(watched).map(|seconds| format!("about {} left", roughly(seconds)));
    let times: Vec<String> = [taken, left].into_iter().flatten().collect();
    let times = (!times.is_empty()).then(|| vec![Span::plain(times.join(", "))]);
    [Some(title), Some(state), times]
        .into_iter()
        .flatten()
        .collect()
}

/// What is to be done where nobody does anything.
fn idle(watched: &Watched, is_idle: bool) -> Option<Line> {
    let waits = is_idle && running(watched).next().is_none() && watched.has_more_to_come();
    let results = watched.results.display().to_string();
    let results = if results == "results" {
        String::new()
    } else {
        format!(" --results {results}")
    };
    let file = watched.paths.study_yaml();
    let text = format!(
        "no process is at it; `seesaw sweep {}{results}` goes on",
        file.display()
    );
    waits.then(|| vec![Span::painted(text, Paint::Strong)])
}
