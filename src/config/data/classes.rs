//! Lists of classes that are kept. The order in which they are written means nothing, so the lists
//! are sorted: two orders are one run.

use crate::schema::{Allowed, Node, Problem, describe, whole};

/// The classes of CIFAR-10 in the order of their labels.
pub const CIFAR10_CLASSES: [&str; 10] = [
    "airplane",
    "automobile",
    "bird",
    "cat",
    "deer",
    "dog",
    "frog",
    "horse",
    "ship",
    "truck",
];

/// Labels of an IDX file.
pub(super) struct IdxLabels;

impl Allowed for IdxLabels {
    type Value = Vec<u8>;

    fn read(&self, node: &Node<'_>) -> Result<Vec<u8>, Problem> {
        let one = |item: &Node<'_>| whole(0, 255).read(item).map(|label| label as u8);
        sorted(node, &self.words(), one)
    }

    fn words(&self) -> String {
        "a list of labels such as [3, 7]".to_string()
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Vec<u8>> {
        use proptest::prelude::*;
        prop::collection::btree_set(any::<u8>(), 0..4)
            .prop_map(|labels| labels.into_iter().collect())
            .boxed()
    }
}

/// Names of subfolders.
pub(super) struct FolderNames;

impl Allowed for FolderNames {
    type Value = Vec<String>;

    fn read(&self, node: &Node<'_>) -> Result<Vec<String>, Problem> {
        let plain = |name: &&str| {
            !name.is_empty() && *name != "." && *name != ".." && !name.contains(['/', '\\'])
        };
        let one = |item: &Node<'_>| match item.value.as_str().filter(plain) {
            Some(name) => Ok(name.to_string()),
            None => Err(item.wrong("the name of a subfolder")),
        };
        sorted(node, &self.words(), one)
    }

    fn words(&self) -> String {
        "a list of subfolders such as [cats]".to_string()
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Vec<String>> {
        use proptest::prelude::*;
        prop::collection::btree_set("[a-z0-9~ -]{0,6}[a-z]", 0..4)
            .prop_map(|names| names.into_iter().collect())
            .boxed()
    }
}

/// Classes of CIFAR-10 by name or number, in the order of their numbers.
pub(super) struct Cifar10Classes;

impl Allowed for Cifar10Classes {
    type Value = Vec<String>;

    fn read(&self, node: &Node<'_>) -> Result<Vec<String>, Problem> {
        let numbers = sorted(node, &self.words(), cifar10_number)?;
        let name = |number: usize| CIFAR10_CLASSES[number].to_string();
        Ok(numbers.into_iter().map(name).collect())
    }

    fn words(&self) -> String {
        "a list of classes such as [cat, ship]".to_string()
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Vec<String>> {
        use proptest::prelude::*;
        prop::sample::subsequence(CIFAR10_CLASSES.to_vec(), 0..=10)
            .prop_map(|names| names.into_iter().map(str::to_string).collect())
            .boxed()
    }
}

fn cifar10_number(item: &Node<'_>) -> Result<usize, Problem> {
    match item.value.as_str() {
        Some(name) => {
            let number = CIFAR10_CLASSES.iter().position(|class| *class == name);
            number.ok_or_else(|| {
                item.problem(format!("unknown class `{name}` of CIFAR-10"))
                    .with_allowed(name, CIFAR10_CLASSES)
            })
        }
        None if item.value.is_number() => whole(0, 9).read(item),
        None => Err(item
            .wrong("a class of CIFAR-10, by name or number")
            .with_allowed("", CIFAR10_CLASSES)),
    }
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
