//! Style transfers that draw nothing at random.

use crate::config::transfer::{Features, Start, Transfer};

/// A sentence where several seeds are asked for, and give the same picture.
pub(in crate::config) fn without_effect(cells: &[&Transfer], seeds: usize) -> Option<String> {
    let draws_nothing = |run: &&&Transfer| {
        matches!(run.start, Start::Content(_)) && !matches!(run.features, Features::Random(_))
    };
    let count = cells.iter().filter(draws_nothing).count();
    if seeds < 2 || count == 0 {
        return None;
    }
    let scope = match count == cells.len() {
        true => String::new(),
        false => format!("in {count} of {} cells ", cells.len()),
    };
    Some(format!(
        "{scope}every seed gives the same picture, for nothing is drawn at random from `start: content`: set \
         `sweep.seeds` to 1"
    ))
}

#[cfg(test)]
mod tests {
    use crate::config::{AnyStudy, parse_any};

    fn notes(more: &str) -> Vec<String> {
        let text =
            format!("study: s\nquestion: q\ntransfer: {{content: a.png, style: b.png}}\n{more}\n");
        match parse_any("s.yaml", &text, &[]).unwrap() {
            AnyStudy::Transfers(study) => study.notes,
            AnyStudy::Games(_) => panic!("it is a study of style transfers"),
        }
    }

    #[test]
    fn seeds_are_announced_where_nothing_is_drawn() {
        let said = notes("sweep: {seeds: 2}");
        assert!(
            said[0].starts_with("every seed gives the same picture"),
            "{said:?}"
        );
        let said = notes("sweep: {seeds: 2, grid: {start: [content, noise]}}");
        assert!(
            said[0].starts_with("in 1 of 2 cells every seed"),
            "{said:?}"
        );
        assert!(notes("sweep: {grid: {start: [content, noise]}}").is_empty());
        let random = "sweep: {seeds: 2, grid: {features: [{random: {network: squeezenet}}]}}";
        assert!(notes(random).is_empty());
    }
}
