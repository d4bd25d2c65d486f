//! `live.json`: written about once a second while a run is trained, for `watch` and `list`.
//!
//! No run needs it: no digest lists it, no training reads it, it is removed when training ends, and
//! a damaged one counts as missing.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::RunPaths;
use crate::files::limits;
use crate::metrics::{Metric, MetricValues, TABLE};
use crate::record::reading::read_if_there;
use crate::record::{FORMAT_VERSION, RecordError, now, write_atomic_unsynced};
use crate::train::EvalRow;

/// How far a running run has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Heartbeat {
    /// Steps that are done, saved or not.
    pub step: u64,
    /// Steps of the spec.
    pub steps: u64,
    /// In the last seconds, evaluations and checkpoints included; `None` before the first steps.
    pub steps_per_second: Option<f64>,
    /// By the clock of the machine that trains.
    pub written: Timestamp,
    /// D's loss in the last step, as in `steps.parquet`.
    pub d_loss: Option<f64>,
    /// The same of G's loss.
    pub g_loss: Option<f64>,
    /// The same of D's accuracy.
    pub d_acc: Option<f64>,
    /// The last evaluation.
    pub evaluated: Option<EvalRow>,
    /// D's loss from the first step to now: at most 60 means of blocks of equal length, of which
    /// the last may be shorter.
    pub d_losses: Vec<Option<f64>>,
    /// The same of G's loss.
    pub g_losses: Vec<Option<f64>>,
    /// The metric that says most about the run's data.
    pub metric: Metric,
    /// The same of this metric, from the first evaluation to the last one.
    pub metrics: Vec<Option<f64>>,
}

impl Heartbeat {
    /// Writes it without waiting for the disk.
    ///
    /// # Errors
    /// If the disk refuses.
    pub fn write(&self, paths: &RunPaths) -> Result<(), RecordError> {
        write_atomic_unsynced(&paths.heartbeat(), self.json().to_string().as_bytes())
    }

    /// Reads it; `None` where it is missing, damaged, or of another format version.
    ///
    /// # Errors
    /// If it exists and cannot be read: that is no sign of death.
    pub fn read(paths: &RunPaths) -> Result<Option<Self>, RecordError> {
        let bytes = read_if_there(&paths.heartbeat(), limits::JSON)?;
        Ok(bytes.and_then(|bytes| Self::parse(&bytes)))
    }

    /// The content of a file's bytes; `None` where they are damaged or of another format version.
    pub(crate) fn parse(bytes: &[u8]) -> Option<Self> {
        parse(&serde_json::from_slice(bytes).ok()?)
    }

    /// Removes it, if it is there and can be removed: nothing depends on that.
    pub fn remove(paths: &RunPaths) {
        drop(std::fs::remove_file(paths.heartbeat()));
    }

    /// Seconds since it was written, by the clocks of both machines; at least 0.
    pub fn age(&self) -> f64 {
        let age = now().duration_since(self.written);
        age.as_secs_f64().max(0.0)
    }

    fn json(&self) -> Value {
        let all = |values: &[Option<f64>]| values.iter().copied().map(number).collect::<Vec<_>>();
        let evaluated = self.evaluated.as_ref().map(|row| {
            let measured = row.measured.iter().filter(|(_, value)| value.is_some());
            let measured = measured
                .map(|(metric, value)| (metric.description().name.to_string(), number(value)));
            let step = ("step".to_string(), row.step.into());
            measured
                .chain([step])
                .collect::<serde_json::Map<String, Value>>()
        });
        json!({
            "format_version": FORMAT_VERSION,
            "step": self.step,
            "steps": self.steps,
            "steps_per_second": number(self.steps_per_second),
            "written": self.written.to_string(),
            "d_loss": number(self.d_loss),
            "g_loss": number(self.g_loss),
            "d_acc": number(self.d_acc),
            "evaluated": evaluated,
            "d_losses": all(&self.d_losses),
            "g_losses": all(&self.g_losses),
            "metric": self.metric.description().name,
            "metrics": all(&self.metrics),
        })
    }
}

/// JSON has no NaN and no infinity; as text they are not lost.
fn number(value: Option<f64>) -> Value {
    value.map_or(Value::Null, |value| {
        if value.is_finite() {
            value.into()
        } else {
            value.to_string().into()
        }
    })
}

fn read_number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

fn parse(value: &Value) -> Option<Heartbeat> {
    if value["format_version"].as_u64()? != u64::from(FORMAT_VERSION) {
        return None;
    }
    let number = |name: &str| read_number(&value[name]);
    let all = |name: &str| Some(value[name].as_array()?.iter().map(read_number).collect());
    let evaluated = &value["evaluated"];
    let measured =
        MetricValues::from_fn(|metric| read_number(&evaluated[metric.description().name]));
    let name = value["metric"].as_str()?;
    Some(Heartbeat {
        step: value["step"].as_u64()?,
        steps: value["steps"].as_u64()?,
        steps_per_second: number("steps_per_second"),
        written: value["written"].as_str()?.parse().ok()?,
        d_loss: number("d_loss"),
        g_loss: number("g_loss"),
        d_acc: number("d_acc"),
        evaluated: evaluated["step"]
            .as_u64()
            .map(|step| EvalRow { step, measured }),
        d_losses: all("d_losses")?,
        g_losses: all("g_losses")?,
        metric: TABLE.iter().find(|row| row.name == name)?.metric,
        metrics: all("metrics")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn heartbeat() -> Heartbeat {
        let mut measured = MetricValues::default();
        measured.set(Metric::Modes, 7.0);
        measured.set(Metric::HighQuality, 0.1 + 0.2);
        measured.set(Metric::ReverseKl, f64::INFINITY);
        Heartbeat {
            step: 1234,
            steps: 3500,
            steps_per_second: Some(1.0 / 3.0),
            written: "2026-08-10T12:00:00.5Z".parse().unwrap(),
            d_loss: Some(0.1),
            g_loss: Some(f64::NEG_INFINITY),
            d_acc: None,
            evaluated: Some(EvalRow {
                step: 1200,
                measured,
            }),
            d_losses: vec![Some(1.0), None, Some(f64::INFINITY)],
            g_losses: Vec::new(),
            metric: Metric::Modes,
            metrics: vec![Some(0.0), Some(7.0)],
        }
    }

    fn at(bytes: &[u8]) -> Option<Heartbeat> {
        let folder = tempfile::tempdir().unwrap();
        let paths = RunPaths::at(folder.path());
        std::fs::write(paths.heartbeat(), bytes).unwrap();
        Heartbeat::read(&paths).unwrap()
    }

    #[test]
    fn it_comes_back_as_it_was_and_goes_away() {
        let folder = tempfile::tempdir().unwrap();
        let paths = RunPaths::at(folder.path());
        Heartbeat::remove(&paths);
        assert_eq!(Heartbeat::read(&paths).unwrap(), None);
        heartbeat().write(&paths).unwrap();
        assert_eq!(Heartbeat::read(&paths).unwrap(), Some(heartbeat()));
        let first = Heartbeat {
            evaluated: None,
            steps_per_second: None,
            ..heartbeat()
        };
        first.write(&paths).unwrap();
        assert_eq!(Heartbeat::read(&paths).unwrap(), Some(first));
        Heartbeat::remove(&paths);
        assert!(!paths.heartbeat().exists());
    }

    #[test]
    fn what_is_not_a_number_is_not_lost() {
        let text = heartbeat().json().to_string().replace("0.1,", "\"NaN\",");
        assert!(
            at(text.as_bytes()).unwrap().d_loss.unwrap().is_nan(),
            "{text}"
        );
    }

    #[test]
    fn another_format_version_is_unknown() {
        let text = heartbeat().json().to_string();
        let version = format!("\"format_version\":{FORMAT_VERSION}");
        assert!(text.contains(&version));
        assert_eq!(
            at(text.replace(&version, "\"format_version\":1").as_bytes()),
            None
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn damage_is_no_panic(at_byte in any::<prop::sample::Index>(), flip in 1u8.., cut in any::<bool>()) {
            let mut bytes = heartbeat().json().to_string().into_bytes();
            let place = at_byte.index(bytes.len());
            if cut { bytes.truncate(place) } else { bytes[place] ^= flip }
            let read = at(&bytes);
            prop_assert!(!cut || read.is_none());
        }
    }
}
