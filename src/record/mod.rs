//! Study and run directories: names, Parquet, checkpoints, provenance, locks, and reading back.
//! Never judges.
//!
//! ```text
//! run/            one run: run.json, tables, snapshots, checkpoints, heartbeat, lock, status
//! study/          one study: its paths, runs.parquet, lock
//! external_logs/  logs of GANs that were trained by other programs, read into the same rows
//! samples/        samples that were made by other programs, read into rows
//! array_files/    arrays of samples that are written without being held
//! pytorch/        generators as Python modules
//! tensorboard/    runs exported as event files
//! ```
//!
//! Every file is written to a temporary name and renamed (`atomic_write.rs`), so a file that exists
//! is complete.

pub mod array_files;
mod atomic_write;
mod classifiers;
mod clock;
mod error;
pub mod external_logs;
mod feature_weights;
mod kept_features;
mod parquet;
mod parquet_footer;
mod parquet_size;
mod protobuf;
pub mod pytorch;
mod reading;
mod run;
pub mod samples;
mod study;
mod tensor_file;
pub mod tensorboard;
mod tfrecord;

pub(crate) use atomic_write::{
    create_directory, keep_damaged, move_aside, remove_temporary_files, write_atomic_unsynced,
};
pub use atomic_write::{write_atomic, write_json};
pub(crate) use classifiers::{
    ClassifierHeader, ClassifierKey, classifier_bytes, read_classifier, write_classifier,
};
pub(crate) use clock::now;
pub(crate) use error::DEFECT;
pub use error::{FORMAT_VERSION, RecordError};
pub(crate) use feature_weights::{parse_weights, weights_digest};
pub use feature_weights::{read_weights, squeezenet_weights};
pub(crate) use kept_features::{FeaturesKey, keep_features, kept_features};
pub use reading::read_text;
pub use run::*;
pub use study::{
    Annotation, Annotations, StudyPaths, Submission, SubmissionPaths, array_of, task_number,
};
pub(crate) use study::{
    RunRow, StudyLock, TransferRunRow, judged_runs_in_table, write_runs, write_transfer_runs,
};
pub(crate) use tfrecord::with_right_checksums;
