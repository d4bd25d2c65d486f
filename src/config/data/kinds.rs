//! Every data set, one line each, and the one that is made of another.

use std::path::Path;

use super::policy::DataPolicy;
use super::{digits, drawn, files};
use crate::config::kind::{Kind, may_be_photographs};
use crate::schema::{Allowed, Choice, Node, Problem, choice, parameters};

choice! {
    /// The data set that the generator learns to imitate. Paths are relative to the working directory.
    pub enum Data as DataPolicy {
        drawn::Ring,
        drawn::Grid,
        digits::Digits,
        drawn::Shapes,
        files::Idx,
        files::Folder,
        files::Cifar10,
        self::Stacked,
        drawn::Dirac,
    }
}

impl Data {
    /// What one row is.
    pub fn kind(&self) -> Kind {
        self.declared().kind()
    }

    /// Whether the modes are known exactly, so that dropped ones can be counted.
    pub fn knows_modes(&self) -> bool {
        self.declared().knows_modes()
    }

    /// Where the rows come from, for messages: a path, or the name of the data set.
    pub(crate) fn origin(&self) -> &Path {
        let path = self.declared().path();
        path.unwrap_or(Path::new(self.name()))
    }

    /// Where its files are; `None` where the program holds or draws the rows.
    pub fn path(&self) -> Option<&Path> {
        self.declared().path()
    }

    /// Why its rows have no labels, as the end of a sentence about the data; none where they have, or
    /// where only the files say it.
    pub(crate) fn why_no_labels(&self) -> Option<&'static str> {
        self.declared().why_no_labels()
    }

    /// Whether they are files of images that may be photographs.
    pub fn may_be_photographs(&self) -> bool {
        let is_of_files = matches!(self, Data::Folder(_) | Data::Cifar10(_));
        match self.kind() {
            Kind::Images { side, channels } => {
                is_of_files && may_be_photographs(side, channels, true)
            }
            Kind::Numbers | Kind::Points => false,
        }
    }

    /// How many rows there are, where that is known without reading a file; none where rows are
    /// drawn afresh.
    pub fn count(&self) -> Option<usize> {
        self.declared().count()
    }
}

parameters! {
    /// Three images of a labelled grey set, drawn independently and afresh, as red, green and blue:
    /// n classes become n^3 modes (stacked MNIST: 1000).
    pub struct Stacked: "data" / "stacked" {
        /// the grey set
        of: Box<Data> = "digits" in LabelledGrey,
    }
    source: "Srivastava et al. 2017, VEEGAN; Lin et al. 2018, PacGAN",
}

impl DataPolicy for Stacked {
    fn kind(&self) -> Kind {
        match self.of.kind() {
            Kind::Images { side, .. } => Kind::Images { side, channels: 3 },
            kind @ (Kind::Numbers | Kind::Points) => kind,
        }
    }

    fn why_no_labels(&self) -> Option<&'static str> {
        Some("has one for each channel, not for a row")
    }
}

/// Sets that can be stacked: they have classes, and one channel.
struct LabelledGrey;

const ALLOWED: &str =
    "digits, idx with `labels`, or folder with subfolders as classes, all with `channels: 1`";

impl Allowed for LabelledGrey {
    type Value = Box<Data>;

    fn read(&self, node: &Node<'_>) -> Result<Box<Data>, Problem> {
        let of = Data::read(node)?;
        let refused = |reason| {
            let name = of.name();
            node.problem(format!(
                "data `{name}` cannot be stacked: {reason}; `of` takes {ALLOWED}"
            ))
        };
        why_not(&of).map_or(Ok(()), |reason| Err(refused(reason)))?;
        Ok(Box::new(of))
    }

    fn words(&self) -> String {
        ALLOWED.to_string()
    }

    #[cfg(test)]
    fn any(&self) -> proptest::strategy::BoxedStrategy<Box<Data>> {
        use crate::schema::Declared;
        use proptest::prelude::*;
        prop_oneof![
            digits::Digits::any().prop_map(Data::from),
            files::Idx::any().prop_map(Data::from),
            files::Folder::any().prop_map(Data::from),
        ]
        .prop_filter("can be stacked", |of| why_not(of).is_none())
        .prop_map(Box::new)
        .boxed()
    }
}

fn why_not(of: &Data) -> Option<&'static str> {
    match (of, of.kind()) {
        (Data::Stacked(_), _) => Some("its images are stacked already"),
        (_, Kind::Numbers | Kind::Points) => Some("it has no images"),
        (_, Kind::Images { channels: 3, .. }) => {
            Some("its images have three channels, and become one of three")
        }
        (Data::Idx(files::Idx { labels: None, .. }), _) => {
            Some("without `labels` its modes are not known")
        }
        _ => None,
    }
}
