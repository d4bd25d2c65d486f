//! What the real samples are, as a study says it; `crate::data` reads and draws them.

mod classes;
mod digits;
mod drawn;
mod files;
mod kinds;
mod policy;

pub use classes::CIFAR10_CLASSES;
pub use digits::{DIGITS_COUNT, Digits};
pub use drawn::{Dirac, Grid, Ring, Shapes};
pub(super) use files::Channels;
pub use files::{Cifar10, Folder, Idx, Smaller, Unreadable};
pub use kinds::{Data, Stacked};
