//! Diagnoses the log of a GAN that was trained with any other program:
//! `cargo run --release --example diagnose_log -- losses.csv hinge`.

use std::error::Error;
use std::path::Path;

use seesaw::diagnose::{RunHistory, diagnose};
use seesaw::record::external_logs::{LogOptions, LossScale, read_external_log};
use seesaw::strategies::Loss;

/// Samples behind each evaluation in the log, if it has any.
const SAMPLES: usize = 2500;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(path), Some(loss)) = (arguments.next(), arguments.next()) else {
        return Err("usage: diagnose_log LOG LOSS, such as losses.csv hinge".into());
    };
    let loss: Loss = loss.parse()?;
    let options = LogOptions {
        choices: Vec::new(),
        // Whether D's loss is a mean or a sum is worked out where the log shows it.
        scale: LossScale::new(loss, None, None)?,
        pattern: None,
    };
    // A CycleGAN's log has two games.
    for log in read_external_log(Path::new(&path), &options)? {
        let diagnosis = diagnose(&RunHistory::external(loss, SAMPLES, &log.steps, &log.evals));
        println!(
            "{} after {} steps",
            diagnosis.verdict.name(),
            log.steps.len()
        );
        for reason in &diagnosis.not_judged {
            println!("not judged: {reason}");
        }
    }
    Ok(())
}
