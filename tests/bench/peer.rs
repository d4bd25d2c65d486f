//! The PyTorch programs beside this project, where they and PyTorch are installed.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// Runs a script and says on stderr how much memory it has used at most, in KiB.
const WITH_MEMORY: &str = "import resource, runpy, sys; sys.argv = sys.argv[1:]
runpy.run_path(sys.argv[0], run_name='__main__')
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, file=sys.stderr)";

/// One answer of the PyTorch program.
pub struct Answer {
    pub line: Value,
    /// Most memory that the process has used, in MiB.
    pub memory: f64,
}

impl Answer {
    pub fn number(&self, name: &str) -> f64 {
        self.line[name].as_f64().expect("the program prints it")
    }
}

/// The interpreter that `PYTHON` names.
pub fn python() -> String {
    std::env::var("PYTHON").unwrap_or("python3".to_string())
}

/// What the program answers to these arguments, or why it does not.
pub fn ask(arguments: &[&str]) -> Result<Answer, String> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/bench/pytorch_peer.py");
    if !script.exists() {
        return Err("the PyTorch programs are not beside this project".to_string());
    }
    let python = python();
    let output = Command::new(&python)
        .arg("-c")
        .arg(WITH_MEMORY)
        .arg(script)
        .args(arguments)
        .output();
    let output = output.map_err(|error| format!("{python}: {error}"))?;
    let errors = String::from_utf8_lossy(&output.stderr);
    if !output.status.success() {
        let reason = errors.lines().last().unwrap_or_default().to_string();
        return Err(format!(
            "{python} has no PyTorch ({reason}); PYTHON=.. names another interpreter"
        ));
    }
    let line = serde_json::from_slice(&output.stdout).map_err(|error| error.to_string())?;
    let memory = errors
        .lines()
        .last()
        .and_then(|line| line.parse::<f64>().ok())
        .unwrap_or(f64::NAN);
    Ok(Answer {
        line,
        memory: memory / 1024.0,
    })
}
