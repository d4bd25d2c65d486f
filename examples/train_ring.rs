//! Trains a small GAN on a ring of eight Gaussians and says what became of it:
//! `cargo run --release --example train_ring`.

use std::error::Error;

use seesaw::config;
use seesaw::data;
use seesaw::diagnose::{RunHistory, diagnose};
use seesaw::metrics::Metric;
use seesaw::train::{Event, TrainingControl, train};

const STUDY: &str = "
study: ring
question: Does a discriminator that learns ten times faster lead to mode collapse?
run: {data: ring, steps: 1500, lr_g: 1e-3, lr_d: 1e-2, evaluate: {every: 100}}
";

fn main() -> Result<(), Box<dyn Error>> {
    let study = config::parse("ring.yaml", STUDY, &[])?;
    let run = &study.runs[0].run;
    let data = data::open(&run.data)?;

    let (mut steps, mut evaluations) = (Vec::new(), Vec::new());
    train(run, &*data, None, &mut |event| {
        match event {
            Event::Step(row) => steps.push(*row),
            Event::Evaluated { row, .. } => {
                let modes = row.measured.get(Metric::Modes);
                println!("step {:>4}: {} of 8 modes", row.step, modes.unwrap_or(0.0));
                evaluations.push(*row);
            }
            Event::State(_) => {}
        }
        TrainingControl::Continue
    });

    let diagnosis = diagnose(&RunHistory::new(run, &steps, &evaluations));
    println!("{}", diagnosis.verdict.name());
    for finding in &diagnosis.findings {
        let onset = finding
            .onset
            .map_or("-".to_string(), |step| step.to_string());
        println!("- {} from step {onset}", finding.name());
        for number in &finding.evidence {
            println!("    {}: {:.4}", number.name, number.value);
        }
        println!("    to try: {}", finding.remedy.patch.replace('\n', ", "));
    }
    Ok(())
}
