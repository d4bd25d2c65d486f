//! Reads a run back from the YAML in its directory.

use serde_yaml::Value;

use super::document::Document;
use super::run::Run;
use super::spec::Spec;
use super::transfer::Transfer;
use crate::schema::{At, ConfigError, Node, Problem, extended};

impl Run {
    /// Reads back what [`Run::to_yaml`] wrote.
    ///
    /// # Errors
    /// Refuses what a study would refuse, and also a missing key: a default of today may not be
    /// the default under which the run was trained.
    pub fn from_yaml(text: &str) -> Result<Run, ConfigError> {
        stored(text)
    }
}

impl Transfer {
    /// Reads back what [`Transfer::to_yaml`] wrote.
    ///
    /// # Errors
    /// As [`Run::from_yaml`].
    pub fn from_yaml(text: &str) -> Result<Transfer, ConfigError> {
        stored(text)
    }

    /// The transfer as YAML with every key, the canonical text that is hashed and stored.
    pub fn to_yaml(&self) -> String {
        self.yaml()
    }
}

fn stored<S: Spec>(text: &str) -> Result<S, ConfigError> {
    let document = Document::parse("run.yaml", text)?;
    let written = document.root();
    let read = || {
        let run = S::read_written(Node::new(Vec::new(), written))?.meant_when_stored(written);
        run.check(&[])?;
        refuse_missing(&[], written, &run.value())?;
        Ok(run)
    };
    read().map_err(|problem| document.locate(problem))
}

/// Every key of the complete mapping, and of the mappings in its lists, must be in the written one.
fn refuse_missing(path: &[String], written: &Value, complete: &Value) -> Result<(), Problem> {
    if let Value::Mapping(complete) = complete {
        for (key, value) in complete {
            let key = key.as_str().expect("keys of a run are text");
            let Some(child) = written.get(key) else {
                let message = format!("`{key}` is missing; a stored run has every key");
                return Err(Problem::new(path, At::Key, message));
            };
            refuse_missing(&extended(path, key), child, value)?;
        }
    }
    if let (Value::Sequence(written), Value::Sequence(complete)) = (written, complete) {
        for (index, (written, complete)) in written.iter().zip(complete).enumerate() {
            refuse_missing(&extended(path, &index.to_string()), written, complete)?;
        }
    }
    Ok(())
}
