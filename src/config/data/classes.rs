//! Lists of classes that are kept. The order in which they are written means nothing, so the lists
//! are sorted: two orders are one run.

use super::table::CIFAR10_CLASSES;
use crate::config::problem::Problem;
use crate::config::reader::{Node, describe};

/// Labels of an IDX file.
pub(super) fn labels(node: &Node<'_>) -> Result<Vec<u8>, Problem> {
    let one = |item: &Node<'_>| item.whole(0..=255).map(|label| label as u8);
    sorted(node, "a list of labels such as [3, 7]", one)
}

/// Names of subfolders.
pub(super) fn names(node: &Node<'_>) -> Result<Vec<String>, Problem> {
    let plain = |name: &&str| {
        !name.is_empty() && *name != "." && *name != ".." && !name.contains(['/', '\\'])
    };
    let one = |item: &Node<'_>| match item.value.as_str().filter(plain) {
        Some(name) => Ok(name.to_string()),
        None => Err(item.wrong("the name of a subfolder")),
    };
    sorted(node, "a list of subfolders such as [cats]", one)
}

/// Classes of CIFAR-10 by name or number, in the order of their numbers.
pub(super) fn cifar10(node: &Node<'_>) -> Result<Vec<String>, Problem> {
    let one = |item: &Node<'_>| match item.value.as_str() {
        Some(name) => CIFAR10_CLASSES
            .iter()
            .position(|class| *class == name)
            .ok_or_else(|| {
                item.problem(format!("unknown class `{name}` of CIFAR-10"))
                    .with_allowed(name, CIFAR10_CLASSES)
            }),
        None if item.value.is_number() => item.whole(0..=9).map(|label| label as usize),
        None => Err(item
            .wrong("a class of CIFAR-10, by name or number")
            .with_allowed("", CIFAR10_CLASSES)),
    };
    let numbers = sorted(node, "a list of classes such as [cat, ship]", one)?;
    Ok(numbers
        .into_iter()
        .map(|number| CIFAR10_CLASSES[number].to_string())
        .collect())
}

fn sorted<T: Ord>(
    node: &Node<'_>,
    wanted: &str,
    one: impl Fn(&Node<'_>) -> Result<T, Problem>,
) -> Result<Vec<T>, Problem> {
    let mut classes = Vec::new();
    for item in node.items().ok_or_else(|| node.wrong(wanted))? {
        let class = one(&item)?;
        if classes.contains(&class) {
            return Err(item.problem(format!("{} is in the list twice", describe(&item.value))));
        }
        classes.push(class);
    }
    classes.sort();
    Ok(classes)
}
