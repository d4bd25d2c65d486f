//! Every path into a run with its value, for those who look for runs.

use serde_yaml::Value;

use super::axis::AxisValue;
use super::run::Run;
use super::spec::Spec;

impl Run {
    /// Every key and parameter by its path, such as `optimizer.adam.betas`; a key that takes a name has that
    /// name, without its parameters.
    pub fn path_values(&self) -> Vec<(String, AxisValue)> {
        let mut found = Vec::new();
        collect("", &self.value(), &mut found);
        found
    }
}

fn collect(path: &str, value: &Value, found: &mut Vec<(String, AxisValue)>) {
    for (key, child) in value.as_mapping().into_iter().flatten() {
        let key = key.as_str().unwrap_or_default();
        let path = match path {
            "" => key.to_string(),
            _ => format!("{path}.{key}"),
        };
        match child.as_mapping() {
            None => found.push((path, AxisValue::of(child))),
            Some(inner) => {
                // Of a name with parameters the only key is the name; a block has several keys.
                if let (1, Some((Value::String(name), Value::Mapping(_)))) =
                    (inner.len(), inner.iter().next())
                {
                    found.push((path.clone(), AxisValue::Text(name.clone())));
                }
                collect(&path, child, found);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::parse;

    #[test]
    fn names_and_their_parameters_have_paths() {
        let study = parse("s.yaml", "study: s\nquestion: q\nrun: {lr_d: 2e-3}\n", &[]).unwrap();
        let values = study.runs[0].run.path_values();
        let value = |path: &str| {
            let found = values.iter().find(|(name, _)| name == path);
            found
                .map(|(_, value)| value.to_string())
                .unwrap_or_default()
        };
        assert_eq!(value("lr_d"), "2e-3");
        assert_eq!(
            (value("data"), value("data.ring.std")),
            ("ring".into(), "0.02".into())
        );
        assert_eq!(value("optimizer.adam.betas"), "0.5 0.999");
        assert_eq!(
            (value("balance"), value("evaluate.every")),
            ("alternate".into(), "100".into())
        );
    }
}
