//! A generator as a run's directory holds it.

use super::kept_states::{KeptState, KeptStates};
use super::labels::DrawnLabels;
use super::{SamplingError, Weights};
use crate::config::{Model, Run};
use crate::data;
use crate::record::{Checkpoint, RecordError, RunPaths, healed_run, read_checkpoint, sha256};
use crate::strategies::{Average, CONDITION_CLASSES};
use crate::train::Sampler;

/// What a generator is to be like.
#[derive(Clone, Copy, Debug)]
pub struct GeneratorRequest {
    /// Its weights; `None`: those with which the run itself makes samples, of the last state if it was
    /// kept, else of the best one.
    pub weights: Option<Weights>,
    /// How far styles are from their mean, in place of what the run says.
    pub truncation: Option<f64>,
    /// Cores to compute on; they change no bit.
    pub threads: usize,
}

/// A generator that was trained.
pub struct TrainedGenerator {
    /// The run that trained it, as it makes samples here.
    pub run: Run,
    /// Steps after which it was saved.
    pub step: u64,
    /// Which of the run's states it is.
    pub state: KeptState,
    /// Whether the run was trained to its end.
    pub is_finished: bool,
    /// SHA-256 of the images that it was trained on, where they come from files.
    pub data_sha256: Option<String>,
    pub(super) sampler: Sampler,
}

impl TrainedGenerator {
    /// Opens the generator of a run in a directory.
    ///
    /// # Errors
    /// If no state of it was saved or kept, a file cannot be used, or the request does not fit the run.
    pub fn open(
        paths: &RunPaths,
        run: &Run,
        request: GeneratorRequest,
    ) -> Result<Self, SamplingError> {
        let kept = KeptStates::of(paths)?;
        let (state, path) = kept.choose(paths, request.weights)?;
        let checkpoint = read_checkpoint(&path)?.ok_or_else(|| RecordError::missing(&path))?;
        let Checkpoint {
            header,
            state: saved,
        } = checkpoint;
        if header.spec_hash != sha256(run.to_yaml().as_bytes()) {
            return Err(SamplingError::Record(RecordError::Incompatible {
                path,
                reason: "it is the state of a run with another spec".to_string(),
            }));
        }
        let damaged = |reason: String| RecordError::damaged(&path, reason);
        let healed = healed_run(run, &header.healings).map_err(damaged)?;
        let wanted = wanted_run(&healed, request)?;
        Ok(Self {
            step: header.step,
            state,
            is_finished: kept.is_finished,
            data_sha256: header.data_sha256,
            sampler: Sampler::new(&wanted, saved).map_err(damaged)?,
            run: wanted,
        })
    }

    /// What it is to be told: this class, or each class of its data in turn; `None`: it is told nothing.
    ///
    /// # Errors
    /// If its data cannot be opened, or there is no such class.
    pub fn labels(&self, class: Option<usize>) -> Result<Option<DrawnLabels>, SamplingError> {
        if !self.run.condition.is_on() {
            return match class {
                None => Ok(None),
                Some(_) => Err(SamplingError::Asked(
                    "a class is for conditional generators; this run has `condition: none`"
                        .to_string(),
                )),
            };
        }
        let data = data::open(&self.run.data)?;
        let count = data.labels().map_or(1, |labels| labels.count());
        match class.filter(|class| *class >= count) {
            Some(class) => Err(SamplingError::Asked(format!(
                "there is no class {class}: the data have {count}, from 0 to {}",
                count - 1
            ))),
            None => Ok(Some(DrawnLabels {
                width: CONDITION_CLASSES,
                count,
                class,
            })),
        }
    }

    /// Whether its weights are a running mean.
    pub fn is_average(&self) -> bool {
        self.run.average.is_on()
    }

    /// What it is, in words: `the average of G after step 4,000, the run's last step`.
    pub fn words(&self) -> String {
        let whose = match self.is_average() {
            true => "the average of G",
            false => "G",
        };
        let state = match self.state {
            KeptState::Last if self.is_finished => "the run's last step",
            KeptState::Last => "its last checkpoint so far",
            KeptState::Best => "the run's best evaluation",
        };
        let step = crate::statistics::format_number(self.step as f64);
        format!("{whose} after step {step}, {state}")
    }
}

/// The run as it is to make samples.
fn wanted_run(run: &Run, request: GeneratorRequest) -> Result<Run, SamplingError> {
    let mut wanted = run.clone();
    wanted.threads = request.threads.max(1);
    match request.weights {
        Some(Weights::Last) => wanted.average = Average::none(),
        Some(Weights::Average) if !run.average.is_on() => {
            let problem = "this run keeps no average of G (`average: none`); \
                           `--from last` takes G's own weights";
            return Err(SamplingError::Asked(problem.to_string()));
        }
        _ => {}
    }
    if let Some(truncation) = request.truncation {
        if !run.model.has_styles() {
            let names = Model::names_where(|facts| facts.has_styles);
            return Err(SamplingError::Asked(format!(
                "truncation is for generators with styles ({}); this one is {}",
                names.join(", "),
                run.model.name()
            )));
        }
        if !(0.0..=1.0).contains(&truncation) {
            return Err(SamplingError::Asked(format!(
                "truncation is from 0 (every sample the same) to 1 (samples as they are), not {truncation}"
            )));
        }
        wanted.styles.truncation = truncation;
    }
    Ok(wanted)
}
