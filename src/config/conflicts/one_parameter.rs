//! What a D of one parameter has no place for.

use super::conflict::Conflict;
use super::regularizers::has;
use crate::config::fixed_model::FixedModel;
use crate::config::run::Run;
use crate::schema::Declared;
use crate::strategies::{MinibatchDiscrimination, MinibatchStddev, SpectralNorm};

/// A D that is one slope judges one number at a time, and its slope is what is to be learned.
pub(super) fn parts_of_a_single_slope(run: &Run) -> Option<Conflict> {
    if run.model != FixedModel::Dirac.into() {
        return None;
    }
    if run.packing > 1 {
        let message = "`model: dirac` judges one number at a time; set `packing: 1`";
        return Conflict::new("packing", message);
    }
    let (name, why) = match () {
        () if has::<MinibatchStddev>(run) => {
            (MinibatchStddev::ENTRY.name, "judges one number at a time")
        }
        () if has::<MinibatchDiscrimination>(run) => (
            MinibatchDiscrimination::ENTRY.name,
            "judges one number at a time",
        ),
        () if has::<SpectralNorm>(run) => (
            SpectralNorm::ENTRY.name,
            "has one weight, which would always be 1 or -1",
        ),
        () => return None,
    };
    let message = format!("`{name}` does not go with `model: dirac`: its D {why}");
    Conflict::new("regularize", message)
}

#[cfg(test)]
mod tests {
    use crate::config::parse;

    #[test]
    fn a_single_slope_takes_no_packs_and_no_norm() {
        let refused = |keys: &str| {
            let text = format!("study: s\nquestion: q\nrun: {{data: dirac, {keys}}}\n");
            parse("s.yaml", &text, &[]).unwrap_err().to_string()
        };
        for (keys, words) in [
            ("packing: 2", "one number at a time"),
            ("regularize: [minibatch_stddev]", "one number at a time"),
            ("regularize: [spectral_norm]", "always be 1 or -1"),
        ] {
            let said = refused(keys);
            assert!(said.contains(words), "{said}");
        }
    }
}
