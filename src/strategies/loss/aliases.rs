//! What other programs call a loss.

use std::str::FromStr;

use super::table::Loss;
use crate::schema::{ConfigError, nearest};

/// Losses that people train with and seesaw has no rules for.
const UNKNOWN: [&str; 4] = ["ralsgan", "rals", "rlsgan", "ebgan"];

fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A loss by its name in YAML or in other programs, such as `bce`, `lsgan`, `wgan-gp`; case and
/// separators do not count.
impl FromStr for Loss {
    type Err = ConfigError;

    fn from_str(written: &str) -> Result<Loss, ConfigError> {
        let name = plain(written);
        let is_alias = |loss: &Loss| loss.facts().aliases.contains(&name.as_str());
        if let Some(loss) = Loss::ALL
            .iter()
            .copied()
            .find(|loss| plain(loss.name()) == name || is_alias(loss))
        {
            return Ok(loss);
        }
        let own = Loss::ALL.iter().map(Loss::name);
        let aliases = Loss::ALL
            .iter()
            .flat_map(|loss| loss.facts().aliases.iter().copied());
        let is_known_elsewhere = UNKNOWN.contains(&name.as_str());
        let message = match is_known_elsewhere {
            true => format!("seesaw has no rules for the loss `{written}`"),
            false => format!("unknown loss `{written}`"),
        };
        let mut error = ConfigError::whole("loss", message);
        error.allowed = own.clone().map(ToString::to_string).collect();
        if !is_known_elsewhere {
            error.suggestion =
                nearest(&written.to_lowercase(), own).or_else(|| nearest(&name, aliases));
        }
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_have_the_names_of_other_programs() {
        for &loss in Loss::ALL {
            assert_eq!(loss.name().parse(), Ok(loss));
        }
        for (written, loss) in [
            ("bce", Loss::NonSaturating),
            ("Non-Saturating", Loss::NonSaturating),
            ("WGAN_GP", Loss::Wasserstein),
            ("wgan-gp", Loss::Wasserstein),
            ("lsgan", Loss::LeastSquares),
            ("RaHinge", Loss::RaHinge),
            ("ragan", Loss::RaGan),
        ] {
            assert_eq!(written.parse(), Ok(loss), "{written}");
        }
    }

    #[test]
    fn an_unknown_loss_is_guessed_and_one_without_rules_is_not() {
        let error = |written: &str| written.parse::<Loss>().unwrap_err();
        assert_eq!(error("hing").suggestion.as_deref(), Some("hinge"));
        assert_eq!(error("wgam").suggestion.as_deref(), Some("wgan"));
        assert_eq!(error("perceptual").suggestion, None);
        let without_rules = error("RaLSGAN");
        assert!(
            without_rules
                .message
                .contains("no rules for the loss `RaLSGAN`"),
            "{without_rules}"
        );
        assert_eq!(without_rules.suggestion, None);
    }

    #[test]
    fn no_alias_names_two_losses() {
        let mut seen: Vec<String> = Loss::ALL.iter().map(|loss| plain(loss.name())).collect();
        seen.extend(
            Loss::ALL
                .iter()
                .flat_map(|loss| loss.facts().aliases.iter().map(ToString::to_string)),
        );
        let count = seen.len();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), count);
        assert!(UNKNOWN.iter().all(|name| !seen.contains(&name.to_string())));
    }
}
