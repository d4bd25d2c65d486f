//! What the command line says about a cluster.

use crate::cli::exit::CliError;
use crate::config::SlurmOptions;

/// Where runs are trained: by this process, or by jobs of a cluster.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Launch {
    #[default]
    Here,
    Slurm,
}

/// Options of `--launch slurm`; they come before those of the study's `slurm:`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "On a Slurm cluster")]
pub(super) struct SlurmFlags {
    /// Print the batch script, and submit nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Show the sweep as `seesaw watch` does, until it has ended
    #[arg(long)]
    pub(super) wait: bool,
    /// Partition of the cluster
    #[arg(long, value_name = "NAME")]
    partition: Option<String>,
    /// Account that is charged
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Features that nodes must have
    #[arg(long, value_name = "FEATURES")]
    constraint: Option<String>,
    /// Time limit of a task, such as 4:00:00
    #[arg(long)]
    time: Option<String>,
    /// Memory of a task, such as 4G
    #[arg(long)]
    memory: Option<String>,
    /// Cores of a task
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    cpus: Option<u16>,
    /// Tasks at the same time, at most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    limit: Option<u32>,
    /// Missing runs for each of which a task is submitted
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    runs_per_task: Option<u32>,
}

impl SlurmFlags {
    /// Changes what the study asks for.
    ///
    /// # Errors
    /// If there is a flag and no cluster is meant.
    pub(super) fn apply(&self, options: &mut SlurmOptions, launch: Launch) -> Result<(), CliError> {
        if launch != Launch::Slurm {
            return match self.first_given() {
                Some(flag) => Err(CliError::Usage(format!(
                    "`{flag}` is for a cluster; add `--launch slurm`"
                ))),
                None => Ok(()),
            };
        }
        let texts = [
            (&self.partition, &mut options.partition),
            (&self.account, &mut options.account),
            (&self.constraint, &mut options.constraint),
            (&self.time, &mut options.time),
            (&self.memory, &mut options.memory),
        ];
        for (flag, option) in texts {
            if flag
                .as_ref()
                .is_some_and(|text| text.contains(['\n', '\r']))
            {
                return Err(CliError::Usage(
                    "an option of a job must be on one line".into(),
                ));
            }
            *option = flag.clone().or_else(|| option.take());
        }
        options.cpus = self.cpus.map(usize::from).or(options.cpus);
        options.limit = self.limit.map(|limit| limit as usize).or(options.limit);
        if let Some(runs) = self.runs_per_task {
            options.runs_per_task = runs as usize;
        }
        Ok(())
    }

    /// One of the flags that are given.
    fn first_given(&self) -> Option<&'static str> {
        let given = [
            ("--dry-run", self.dry_run),
            ("--wait", self.wait),
            ("--partition", self.partition.is_some()),
            ("--account", self.account.is_some()),
            ("--constraint", self.constraint.is_some()),
            ("--time", self.time.is_some()),
            ("--memory", self.memory.is_some()),
            ("--cpus", self.cpus.is_some()),
            ("--limit", self.limit.is_some()),
            ("--runs-per-task", self.runs_per_task.is_some()),
        ];
        let first = given.into_iter().find(|(_, is_given)| *is_given);
        first.map(|(flag, _)| flag)
    }
}
