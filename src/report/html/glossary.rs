//! Words explained.

use super::breakable::breakable;
use super::page::GlossaryEntry;
use super::verdict_mark::verdict_chip;
use crate::diagnose::{Rule, Sign, Symptom, Verdict};
use crate::metrics::{Metric, TABLE};
use maud::{Markup, html};

pub(super) fn section(terms: &[GlossaryEntry]) -> Markup {
    html! {
        section #glossary aria-labelledby="glossary-heading" {
            h2 #glossary-heading { "Glossary" }
            dl.terms {
                @for term in terms {
                    div {
                        dt { @match term.verdict { Some(verdict) => (verdict_chip(verdict)), None => (breakable(&term.name)) } }
                        dd { (term.meaning) }
                    }
                }
            }
        }
    }
}

/// Every verdict, and these metrics.
pub(crate) fn glossary(metrics: &[Metric]) -> Vec<GlossaryEntry> {
    let verdicts = Verdict::ALL.into_iter().map(|verdict| {
        let condition =
            Rule::of(Symptom::Verdict(verdict)).map(|rule| format!(" Rule: {}.", rule.condition()));
        let meaning = format!("{}{}", verdict.meaning(), condition.unwrap_or_default());
        GlossaryEntry {
            name: verdict.name().to_string(),
            meaning,
            verdict: Some(verdict),
        }
    });
    let signs = Sign::ALL.map(|sign| {
        let symptom = Symptom::from(sign);
        (symptom.name(), symptom.meaning().to_string())
    });
    let plain = |name: &str, meaning: String| GlossaryEntry {
        name: name.to_string(),
        meaning,
        verdict: None,
    };
    let shown = TABLE.iter().filter(|row| metrics.contains(&row.metric));
    let metrics = shown.map(|row| {
        plain(
            row.name,
            format!(
                "{} ({}). Source: {}.",
                capitalised(row.meaning),
                row.unit,
                row.source
            ),
        )
    });
    let words = [
        (
            "values in tables",
            "Those of the last evaluation. Verdicts look at the median of the last tenth of evaluations, of three at least and of five where modes are counted, which can differ.",
        ),
        (
            "onset",
            "The first step from which a finding holds until the end.",
        ),
        (
            "95 % interval",
            "Where the share of healthy runs lies, as far as so few seeds can tell (Wilson's score interval, 1927).",
        ),
    ];
    verdicts
        .chain(signs.map(|(name, meaning)| plain(name, meaning)))
        .chain(metrics)
        .chain(words.map(|(name, meaning)| plain(name, meaning.to_string())))
        .collect()
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}
