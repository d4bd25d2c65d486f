//! What a study plans runs of: games of two players, or style transfers.

use serde_yaml::Value;
use serde_yaml::with::singleton_map_recursive;
use sha2::{Digest, Sha256};

use crate::hex::hex;
use crate::schema::{Declared, Node, Problem, read_block};

/// SHA-256 of a spec's text, in hex.
pub(crate) fn sha256_of(yaml: &str) -> String {
    hex(Sha256::digest(yaml.as_bytes()))
}

/// A spec as a mapping, as it is declared.
pub(super) fn plain_value(spec: &impl serde::Serialize) -> Value {
    singleton_map_recursive::serialize(spec, serde_yaml::value::Serializer)
        .expect("a spec is plain YAML")
}

/// One run with every default filled in, of whichever kind.
pub(crate) trait Spec: Declared + Clone + serde::Serialize + Send + Sync {
    /// The key of a study that it stands under.
    const BLOCK: &'static str;

    /// The root of its random streams.
    fn seed(&self) -> u64;

    /// How many steps it takes.
    fn steps(&self) -> usize;

    /// Steps between two evaluations; none where nothing is evaluated on the way.
    fn evaluation_interval(&self) -> Option<usize>;

    /// Whether it may go back to an earlier state of itself.
    fn may_go_back(&self) -> bool {
        false
    }

    /// The same with another seed.
    fn with_seed(&self, seed: u64) -> Self;

    /// Checks the keys that depend on each other.
    fn check(&self, path: &[String]) -> Result<(), Problem>;

    /// Adds the keys that change no result to its value: then it has all that a path may lead to.
    fn add_settable(&self, value: &mut serde_yaml::Mapping);

    /// Sentences about the specs of a study, each repeated with `seeds`, that its author may not
    /// expect.
    fn notes(specs: &[&Self], seeds: usize) -> Vec<String>;

    /// Sentences about what the block as written says for nothing, given the specs that it came to.
    fn unused(_base: &Value, _specs: &[&Self]) -> Vec<String> {
        Vec::new()
    }

    /// Fills the defaults into a written spec; each key is checked by itself.
    fn read_written(node: Node<'_>) -> Result<Self, Problem> {
        read_block(node)
    }

    /// What was read of a stored spec, with what it meant where it was stored by an earlier version.
    fn meant_when_stored(self, _written: &Value) -> Self {
        self
    }

    /// The spec as a mapping with every key.
    fn value(&self) -> Value {
        plain_value(self)
    }

    /// As [`Spec::value`], with the keys that change no result.
    fn settable(&self) -> Value {
        let mut value = self.value();
        if let Value::Mapping(mapping) = &mut value {
            self.add_settable(mapping);
        }
        value
    }

    /// The spec as YAML with every key, the canonical text that is hashed and stored.
    fn yaml(&self) -> String {
        self.yaml_of(&self.value())
    }

    /// As [`Spec::yaml`], of its value.
    fn yaml_of(&self, value: &Value) -> String {
        serde_yaml::to_string(value).expect("a spec is plain YAML")
    }

    /// What tells this spec from every other: SHA-256 of its YAML, in hex.
    fn sha256(&self) -> String {
        sha256_of(&self.yaml())
    }
}
