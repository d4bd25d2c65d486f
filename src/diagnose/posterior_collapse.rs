//! Posterior collapse: the encoder of an autoencoder says next to nothing, and the decoder does not
//! listen (Bowman et al. 2016).

use super::finding::Comparison::Below;
use super::rule::Rule;
use super::words::{number, part};
use super::{Evidence, Finding, RunHistory, Severity, Sign, Symptom, Thresholds, remedy};

pub(super) const RULE: Rule = Rule {
    symptom: Symptom::Sign(Sign::PosteriorCollapse),
    needs: || "an autoencoder".to_string(),
    condition,
    find,
};

fn condition(thresholds: &Thresholds) -> String {
    format!(
        "fewer than {} of the latents are active, which is that the mean that the encoder gives them varies by more than 0.01 \
         (Burda et al. 2016), in the last {} of steps",
        number(thresholds.active_latents),
        part(thresholds.window),
    )
}

fn find(history: &RunHistory) -> Option<Finding> {
    let least = history.thresholds.active_latents;
    let active = history.final_step(|row| row.active_latents)?;
    if !history.has_enough(|row| row.active_latents) || active >= least {
        return None;
    }
    let name = history.median_name("active_latents");
    let mut evidence = vec![Evidence::compared(&name, active, Below, least)];
    let kl = history.final_step(|row| row.kl_loss);
    evidence.extend(kl.map(|kl| Evidence::informative("kl_loss", kl)));
    Some(Finding {
        severity: Severity::Note,
        onset: None,
        evidence,
        ..Finding::of(Sign::PosteriorCollapse, remedy::listening_decoder(history))
    })
}
