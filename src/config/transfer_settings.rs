//! A transfer that no study file describes: two pictures and settings.

use std::path::Path;

use serde_yaml::{Mapping, Value};

use super::document::Document;
use super::overrides::Override;
use super::transfer::Transfer;
use crate::schema::{ConfigError, Node, read_block};

impl Transfer {
    /// A transfer of two pictures, with these values in place of defaults; a path leads from the
    /// block.
    ///
    /// # Errors
    /// When a value does not fit.
    pub fn from_settings(
        content: &Path,
        style: &Path,
        settings: &[Override],
    ) -> Result<Self, ConfigError> {
        let path = |path: &Path| Value::String(path.to_string_lossy().into_owned());
        let pictures = [("content", path(content)), ("style", path(style))];
        let pictures = pictures.map(|(key, value)| (Value::from(key), value));
        let root = Mapping::from_iter([("transfer".into(), Mapping::from_iter(pictures).into())]);
        let text = serde_yaml::to_string(&root).expect("two paths are plain YAML");
        let mut document = Document::parse("the command line", &text)?;
        for setting in settings {
            document.apply(&setting.below("transfer"))?;
        }
        let written = document.root().get("transfer").unwrap_or(&Value::Null);
        let node = Node::new(vec!["transfer".to_string()], written);
        read_block(node).map_err(|problem| document.locate(problem))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::parse_any;

    fn transfer(settings: &[&str]) -> Result<Transfer, String> {
        let settings: Vec<Override> = settings.iter().map(|text| text.parse().unwrap()).collect();
        let made = Transfer::from_settings(Path::new("a.png"), Path::new("b.png"), &settings);
        made.map_err(|error| error.to_string())
    }

    #[test]
    fn a_stored_transfer_is_the_transfer() {
        for settings in [
            &[][..],
            &["style={x.png: 2, y z.png: 0.5}", "start=noise"],
            &[
                "optimizer={lbfgs: {history: 7}}",
                "clip=picture",
                "colours=content",
            ],
            &[
                "features={vgg19: {weights: w.safetensors, input: caffe}}",
                "seed=9",
            ],
            &[
                "weights.style=0",
                "start={content_with_noise: {mean: -0.3}}",
            ],
        ] {
            let made = transfer(settings).unwrap();
            assert_eq!(
                Transfer::from_yaml(&made.to_yaml()).unwrap(),
                made,
                "{settings:?}"
            );
        }
        let incomplete = transfer(&[])
            .unwrap()
            .to_yaml()
            .replace("clip: shown\n", "");
        assert!(
            Transfer::from_yaml(&incomplete)
                .unwrap_err()
                .to_string()
                .contains("`clip` is missing")
        );
    }

    #[test]
    fn layers_are_those_of_the_network_in_its_order() {
        let vgg = "features={vgg16: {weights: w.safetensors}}";
        assert_eq!(transfer(&[vgg]).unwrap().content_layers, ["conv4_2"]);
        let keras = "style_layers=[block4_conv1, block1_conv1]";
        assert_eq!(
            transfer(&[vgg, keras]).unwrap().style_layers,
            ["conv1_1", "conv4_1"]
        );
        let refused = transfer(&[vgg, "style_layers=[fire2]"]).unwrap_err();
        assert!(refused.contains("vgg16 has no layer `fire2`"), "{refused}");
        let twice = transfer(&["style_layers=[fire2, fire2]"]).unwrap_err();
        assert!(twice.contains("named twice"), "{twice}");
    }

    #[test]
    fn a_grid_of_transfers_is_planned_as_one_of_games() {
        let text = "study: s\nquestion: q\ntransfer: {content: a.png, style: b.png}\nsweep: {grid: {weights.style: [1, 2], \
                    start: [content, noise]}, seeds: 2}\n";
        let Ok(crate::config::AnyStudy::Transfers(study)) = parse_any("s.yaml", text, &[]) else {
            panic!("it is a study of style transfers");
        };
        assert_eq!(study.runs.len(), 8);
        assert_eq!(study.runs[5].run.weights.style, 1.0);
        assert_eq!((study.runs[5].seed, study.runs[5].run.seed), (1, 1));
        assert!(
            study.runs[1].id.starts_with("style=1,start=noise,seed=0-"),
            "{}",
            study.runs[1].id
        );
        let set = |text: &str| [text.parse().unwrap()];
        let changed = parse_any("s.yaml", text, &set("steps=7")).unwrap();
        assert!(
            matches!(changed, crate::config::AnyStudy::Transfers(study) if study.runs[0].run.steps == 7)
        );
        let swept = parse_any("s.yaml", text, &set("start=noise"))
            .unwrap_err()
            .to_string();
        assert!(
            swept.contains("the axis `start` of sweep.grid sweeps"),
            "{swept}"
        );
        let game = crate::config::parse("s.yaml", text, &[])
            .unwrap_err()
            .to_string();
        assert!(game.contains("its runs are style transfers"), "{game}");
    }
}
