//! Options of jobs that a user has set for all studies.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::cli::exit::CliError;
use crate::cli::terminal::output::print_message;
use crate::config::{SlurmFile, SlurmOptions, Study};

/// What the jobs of a study ask for, with the user's own file below what the study says.
///
/// # Errors
/// If the file cannot be read or is invalid.
pub(super) fn with_own_file(study: &Study) -> Result<SlurmOptions, CliError> {
    let variable = |name: &str| std::env::var_os(name);
    let Some(path) = own_file(variable) else {
        return Ok(study.slurm.clone());
    };
    let Some(file) = SlurmFile::load(&path)? else {
        return Ok(study.slurm.clone());
    };
    print_message(format_args!(
        "note: options of jobs also from {}",
        path.display()
    ));
    Ok(file.below(study))
}

/// Where the file is, by the XDG base directories: a relative path there counts as none.
fn own_file(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name: &str| variable(name).map(PathBuf::from);
    let config = folder("XDG_CONFIG_HOME").filter(|path| path.is_absolute());
    let config = config.or_else(|| Some(folder("HOME")?.join(".config")));
    Some(config?.join("seesaw/slurm.yaml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_where_other_programs_have_theirs() {
        let place = |xdg: Option<&str>, home: Option<&str>| {
            own_file(|name| match name {
                "HOME" => home.map(OsString::from),
                _ => xdg.map(OsString::from),
            })
        };
        let path = |text: &str| Some(PathBuf::from(text));
        let home = Some("/home/me");
        assert_eq!(
            place(None, home),
            path("/home/me/.config/seesaw/slurm.yaml")
        );
        assert_eq!(
            place(Some("/etc/me"), home),
            path("/etc/me/seesaw/slurm.yaml")
        );
        for none in ["", "here"] {
            assert_eq!(place(Some(none), home), place(None, home));
        }
        assert_eq!(place(None, None), None);
    }
}
