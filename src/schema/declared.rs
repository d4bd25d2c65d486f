//! What declarations become: declared names and blocks, the names of a kind, and what takes them.

use super::allowed::Allowed;
use super::entry::{Entry, REQUIRED};
use super::fields::{Fields, choose};
use super::node::Node;
use super::problem::Problem;

/// What [`parameters!`](super::parameters) makes.
pub(crate) trait Declared: Sized + 'static {
    /// The row of the catalog.
    const ENTRY: &'static Entry;

    /// Reads every key, or takes its default.
    fn read(fields: &Fields<'_>) -> Result<Self, Problem>;

    /// Its defaults alone, which are read once: every run of a large study is compared with them.
    fn defaults() -> &'static Self;

    /// Any values that the keys take.
    #[cfg(test)]
    fn any() -> proptest::strategy::BoxedStrategy<Self>;
}

/// Reads a name from its keys.
pub(crate) type Reader<T> = fn(&Fields<'_>) -> Result<T, Problem>;

/// What [`choice!`](super::choice) and [`names!`](super::names) make: the names of one kind.
pub(crate) trait Choice: Sized + 'static {
    /// The rows of the catalog, in its order.
    const TABLE: &'static [&'static Entry];

    /// Reads the name in this place of the table from its keys.
    fn read_row(place: usize, fields: &Fields<'_>) -> Result<Self, Problem>;

    /// Reads a name, bare or with its parameters.
    fn read(node: &Node<'_>) -> Result<Self, Problem> {
        let (place, fields) = choose(node, Self::TABLE)?;
        Self::read_row(place, &fields)
    }

    /// Any name with any parameters.
    #[cfg(test)]
    fn any() -> proptest::strategy::BoxedStrategy<Self>;
}

/// Takes the names of one kind.
pub(crate) struct Named<T>(std::marker::PhantomData<T>);

/// The names of the kind `T`.
pub(crate) const fn named<T: Choice>() -> Named<T> {
    Named(std::marker::PhantomData)
}

impl<T: Choice> Allowed for Named<T> {
    type Value = T;

    fn read(&self, node: &Node<'_>) -> Result<T, Problem> {
        T::read(node)
    }

    fn words(&self) -> String {
        let names: Vec<&str> = T::TABLE.iter().map(|entry| entry.name).collect();
        format!("one of {}", names.join(", "))
    }

    fn json_schema(&self) -> serde_json::Value {
        choice_schema(T::TABLE)
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<T> {
        T::any()
    }
}

/// The names of a kind as a JSON Schema: bare where they need no key, or with their parameters.
fn choice_schema(table: &[&'static Entry]) -> serde_json::Value {
    let is_required = |entry: &&&Entry| {
        let mut parameters = entry.parameters.iter();
        parameters.any(|parameter| parameter.default == REQUIRED)
    };
    let bare = table.iter().filter(|entry| !is_required(entry));
    let mut forms: Vec<serde_json::Value> = bare
        .map(|entry| serde_json::json!({ "const": entry.name, "description": entry.summary }))
        .collect();
    let with_keys: serde_json::Map<String, serde_json::Value> = table
        .iter()
        .map(|entry| (entry.name.to_string(), entry.json_schema()))
        .collect();
    forms.push(serde_json::json!({
        "type": "object",
        "properties": with_keys,
        "additionalProperties": false,
        "minProperties": 1,
        "maxProperties": 1,
    }));
    serde_json::json!({ "anyOf": forms })
}

/// Takes a few words, none of which has parameters.
pub(crate) struct OneOf<T>(std::marker::PhantomData<T>);

/// The words of `T`.
pub(crate) const fn one_of<T: Choice>() -> OneOf<T> {
    OneOf(std::marker::PhantomData)
}

impl<T: Choice> Allowed for OneOf<T> {
    type Value = T;

    fn read(&self, node: &Node<'_>) -> Result<T, Problem> {
        let names: Vec<&str> = T::TABLE.iter().map(|entry| entry.name).collect();
        let written = node.value.as_str().unwrap_or_default();
        match names.contains(&written) {
            true => T::read(node),
            false => Err(node.wrong(&self.words()).with_allowed(written, &names)),
        }
    }

    fn words(&self) -> String {
        named::<T>().words()
    }

    fn json_schema(&self) -> serde_json::Value {
        let names: Vec<&str> = T::TABLE.iter().map(|entry| entry.name).collect();
        serde_json::json!({ "enum": names })
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<T> {
        T::any()
    }
}

/// Takes a mapping of the keys of a block.
pub(crate) struct Block<T>(std::marker::PhantomData<T>);

/// The block `T`.
pub(crate) const fn block<T: Declared>() -> Block<T> {
    Block(std::marker::PhantomData)
}

impl<T: Declared> Allowed for Block<T> {
    type Value = T;

    fn read(&self, node: &Node<'_>) -> Result<T, Problem> {
        read_block(node.clone())
    }

    fn words(&self) -> String {
        let keys: Vec<&str> = T::ENTRY.keys().collect();
        format!("a mapping with the keys {}", keys.join(", "))
    }

    fn json_schema(&self) -> serde_json::Value {
        T::ENTRY.json_schema()
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<T> {
        T::any()
    }
}

/// Reads a block and fills in its defaults.
pub(crate) fn read_block<T: Declared>(node: Node<'_>) -> Result<T, Problem> {
    T::read(&Fields::open(node, T::ENTRY)?)
}

/// A block with its defaults alone.
pub(crate) fn defaults<T: Declared + Clone>() -> T {
    T::defaults().clone()
}

/// What [`Declared::defaults`] keeps.
pub(crate) fn read_defaults<T: Declared>() -> T {
    let nothing = serde_yaml::Value::Mapping(Default::default());
    let block = read_block(Node::new(Vec::new(), &nothing));
    block.unwrap_or_else(|problem| panic!("a default is not allowed: {}", problem.message))
}
