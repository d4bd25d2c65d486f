//! The directory of one study: its paths, `runs.parquet`, and the lock of the process that
//! writes its report.

mod annotations;
mod lock;
mod paths;
mod runs_table;
mod submission;
mod transfer_runs_table;

pub use annotations::{Annotation, Annotations};
pub use lock::StudyLock;
pub use paths::StudyPaths;
pub use runs_table::{RunRow, judged_runs_in_table, write_runs};
pub use submission::{Submission, SubmissionPaths, array_of, task_number};
pub use transfer_runs_table::{TransferRunRow, write_transfer_runs};
