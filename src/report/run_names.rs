//! Names of runs for people: what differs between them, and nothing else.

use crate::config::{AxisKind, PlannedRun, Study};
use std::collections::HashMap;

/// Longest value of an axis in a name, in letters.
const LONGEST_VALUE: usize = 32;

/// A name for each run of a study, in its order: `lr_d=1e-3, skip_d, seed=1`. Axes and seeds that do
/// not vary are left out, and so is the name of the only group of arms. Names that are still alike
/// end in the digits of the run's id.
pub(crate) fn run_names(study: &Study) -> Vec<String> {
    let labels = study.axis_labels();
    let varied: Vec<usize> = (0..study.axes.len())
        .filter(|axis| study.axes[*axis].values.len() > 1)
        .collect();
    let is_arms = |axis: &usize| study.axes[*axis].kind == AxisKind::Arms;
    let names_arms = varied.iter().filter(|axis| is_arms(axis)).count() > 1;
    let part = |axis: &usize, run: &PlannedRun| {
        let value = shorten(&run.cell[*axis].to_string());
        match is_arms(axis) && !names_arms {
            true => value,
            false => format!("{}={value}", labels[*axis]),
        }
    };
    let name = |run: &PlannedRun| {
        let mut parts: Vec<String> = varied.iter().map(|axis| part(axis, run)).collect();
        if study.seeds.len() > 1 || parts.is_empty() {
            parts.push(format!("seed={}", run.seed));
        }
        parts.join(", ")
    };
    let mut names: Vec<String> = study.runs.iter().map(name).collect();
    let mut uses = HashMap::new();
    names
        .iter()
        .for_each(|name| *uses.entry(name.clone()).or_insert(0) += 1);
    for (name, run) in names.iter_mut().zip(&study.runs) {
        if uses[name] > 1 {
            *name = format!("{name} ({})", &run.hash[..8]);
        }
    }
    names
}

fn shorten(value: &str) -> String {
    match value.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(sweep: &str) -> Vec<String> {
        let text = format!("study: names\nquestion: q\nrun: {{data: ring}}\nsweep: {sweep}\n");
        run_names(&crate::config::parse("names.yaml", &text, &[]).unwrap())
    }

    #[test]
    fn a_name_says_what_differs() {
        assert_eq!(names("{}"), ["seed=0"]);
        assert_eq!(names("{seeds: 2}"), ["seed=0", "seed=1"]);
        let one_varies = "{grid: {lr_d: [1e-3, 1e-2], data.ring.std: [0.02]}}";
        assert_eq!(names(one_varies), ["lr_d=1e-3", "lr_d=0.01"]);
        assert_eq!(
            names("{grid: {data.ring.std: [0.02, 0.05]}, seeds: 1}"),
            ["std=0.02", "std=0.05"]
        );
    }

    #[test]
    fn the_only_group_of_arms_needs_no_name() {
        let arms = "strategy: {alternate: {}, slow: {lr_d: 1e-4}}";
        assert_eq!(
            names(&format!("{{grid: {{{arms}}}}}")),
            ["alternate", "slow"]
        );
        let two = format!("{{grid: {{{arms}, order: {{none: {{}}, last: {{lr_g: 1e-4}}}}}}}}");
        assert_eq!(names(&two)[0], "strategy=alternate, order=none");
    }

    #[test]
    fn long_values_are_cut_and_names_stay_apart() {
        let long = "[{r1: {gamma: 0.1}}, {instance_noise: {sigma: 0.2}}]";
        let longer = "[{r1: {gamma: 0.1}}, {instance_noise: {sigma: 0.25}}]";
        let names = names(&format!("{{grid: {{regularize: [{long}, {longer}]}}}}"));
        assert!(names[0].starts_with("regularize=r1 gamma=0.1") && names[0].contains('…'));
        assert_ne!(names[0], names[1]);
    }
}
