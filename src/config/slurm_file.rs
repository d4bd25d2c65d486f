//! A user's own `slurm.yaml`: what jobs ask a cluster for, whatever the study.

use std::io::ErrorKind;
use std::path::Path;

use serde_yaml::{Mapping, Value};

use super::document::Document;
use super::slurm::SlurmOptions;
use super::study::Study;
use crate::files;
use crate::schema::{At, ConfigError, Node, Problem, read_block};

/// The keys of a study's `slurm`, which a user has set for all studies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SlurmFile {
    keys: Mapping,
}

impl SlurmFile {
    /// Reads the file; `None` where there is none.
    ///
    /// # Errors
    /// If it cannot be read, or says what no study could say below `slurm`.
    pub fn load(path: &Path) -> Result<Option<Self>, ConfigError> {
        let name = path.display().to_string();
        let refuse = |reason: String| ConfigError::whole(&name, reason);
        let bytes = match files::read(path, files::limits::YAML) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(ConfigError {
                    is_unreadable: true,
                    ..refuse(format!("cannot be read: {error}"))
                });
            }
        };
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| refuse("not a text file (UTF-8)".to_string()))?;
        Self::parse(&name, &text).map(Some)
    }

    /// Reads its text.
    fn parse(name: &str, text: &str) -> Result<Self, ConfigError> {
        let is_comment = |line: &str| line.trim().is_empty() || line.trim_start().starts_with('#');
        if text.lines().all(is_comment) {
            return Ok(Self::default());
        }
        let document = Document::parse(name, text)?;
        let located = |problem| document.locate(problem);
        refuse_other_shapes(document.root()).map_err(located)?;
        let node = Node::new(Vec::new(), document.root());
        read_block::<SlurmOptions>(node).map_err(located)?;
        let keys = document.root().as_mapping().cloned().unwrap_or_default();
        Ok(Self { keys })
    }

    /// What the jobs of a study ask for: its own keys come before those of this file.
    pub fn below<S>(&self, study: &Study<S>) -> SlurmOptions {
        let text: Value = serde_yaml::from_str(&study.text).unwrap_or_default();
        let own = text.get("slurm").and_then(Value::as_mapping);
        let mut keys = self.keys.clone();
        keys.extend(own.cloned().unwrap_or_default());
        let keys = Value::Mapping(keys);
        // Keys do not depend on each other, and each was read before.
        read_block(Node::new(Vec::new(), &keys)).unwrap_or_else(|_| study.slurm.clone())
    }
}

/// Refuses what is no mapping, and a file that is written as a study is, with its keys below `slurm`.
fn refuse_other_shapes(root: &Value) -> Result<(), Problem> {
    let (path, message) = match root.as_mapping() {
        None => (
            vec![],
            "this file must be a mapping of the keys of `slurm`, such as `account: my-group`",
        ),
        Some(keys) if keys.contains_key("slurm") => (
            vec!["slurm".to_string()],
            "here the keys of `slurm` stand at the top: remove this line, and the indentation below it",
        ),
        Some(_) => return Ok(()),
    };
    Err(Problem::new(&path, At::Key, message))
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    fn options(file: &str, study: &str) -> SlurmOptions {
        let text = format!("study: s\nquestion: q\n{study}");
        let file = SlurmFile::parse("slurm.yaml", file).unwrap();
        file.below(&parse("s.yaml", &text, &[]).unwrap())
    }

    #[test]
    fn a_study_comes_before_the_file_and_the_file_before_defaults() {
        let file = "account: my-group\npartition: cpu\nrequeues: 5\n";
        let read = options(file, "slurm: {partition: gpu, limit: 2}\n");
        assert_eq!(read.partition.as_deref(), Some("gpu"));
        assert_eq!(read.account.as_deref(), Some("my-group"));
        assert_eq!((read.limit, read.requeues, read.jobs), (Some(2), 5, 1));
        assert_eq!(options(file, "").partition.as_deref(), Some("cpu"));
        assert_eq!(options("# limit: 2\n\n", ""), SlurmOptions::default());
        assert_eq!(
            options("requeues: 5\n", "slurm: {requeues: 3}\n").requeues,
            3
        );
    }

    #[test]
    fn an_override_is_part_of_the_study() {
        let change = "slurm.qos=long".parse().unwrap();
        let study = parse("s.yaml", "study: s\nquestion: q\n", &[change]).unwrap();
        let file = SlurmFile::parse("slurm.yaml", "qos: short\n").unwrap();
        assert_eq!(file.below(&study).qos.as_deref(), Some("long"));
    }

    #[test]
    fn mistakes_are_shown_at_their_line() {
        let said = |text: &str| {
            SlurmFile::parse("slurm.yaml", text)
                .unwrap_err()
                .to_string()
        };
        for (text, wanted) in [
            ("account: a\npartitoin: cpu\n", "slurm.yaml:2:1: "),
            ("account: a\npartitoin: cpu\n", "did you mean `partition`"),
            (
                "account: a\nlimit: 0\n",
                "`limit` must be a whole number from 1",
            ),
            ("slurm:\n  account: a\n", "stand at the top"),
            ("- cpu\n", "slurm.yaml:1:1: this file must be a mapping"),
        ] {
            let message = said(text);
            assert!(message.contains(wanted), "{message}");
        }
    }

    #[test]
    fn no_file_is_no_mistake() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("slurm.yaml");
        assert_eq!(SlurmFile::load(&path).unwrap(), None);
        std::fs::write(&path, "limit: 3\n").unwrap();
        assert!(SlurmFile::load(&path).unwrap().is_some());
        std::fs::remove_file(&path).unwrap();
        std::fs::create_dir(&path).unwrap();
        assert!(SlurmFile::load(&path).unwrap_err().is_unreadable);
    }
}
