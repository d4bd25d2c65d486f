//! Data with exactly known modes, as the command line names them: `ring:8`, `grid:5,std=0.1`.

use super::Data;
use crate::schema::Node;
use serde_yaml::{Mapping, Value};

/// What a number right after the name is.
const COUNTS: [(&str, &str); 3] = [("ring", "modes"), ("grid", "side"), ("shapes", "side")];

impl Data {
    /// Reads data whose modes are known: a name, its count after a colon, and further keys.
    ///
    /// # Errors
    /// If there are no such data, or they have no modes that are known exactly: what is allowed.
    pub fn with_known_modes(text: &str) -> Result<Self, String> {
        let (name, rest) = text.split_once(':').unwrap_or((text, ""));
        let (_, count) = COUNTS
            .iter()
            .find(|(known, _)| *known == name)
            .ok_or_else(|| {
                format!("`{name}` has no modes that are known; ring, grid and shapes have, such as ring:8 or grid:5,std=0.05")
            })?;
        let mut keys = Mapping::new();
        for part in rest.split(',').filter(|part| !part.trim().is_empty()) {
            let (key, value) = part.split_once('=').unwrap_or((count, part));
            let value: Value = serde_yaml::from_str(value)
                .map_err(|_| format!("`{part}` is not understood; write KEY=NUMBER"))?;
            keys.insert(key.trim().into(), value);
        }
        let mut block = Mapping::new();
        block.insert(name.into(), Value::Mapping(keys));
        let block = Value::Mapping(block);
        let read = <Self as crate::schema::Choice>::read(&Node::new(Vec::new(), &block));
        read.map_err(|problem| problem.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Grid, Ring};

    #[test]
    fn data_are_named_with_their_count_and_keys() {
        let ring = |modes, std, radius| Data::from(Ring { modes, std, radius });
        let read = Data::with_known_modes;
        assert_eq!(read("ring").unwrap(), ring(8, 0.02, 1.0));
        assert_eq!(read("ring:6").unwrap(), ring(6, 0.02, 1.0));
        assert_eq!(read("ring:6,std=0.1,radius=2").unwrap(), ring(6, 0.1, 2.0));
        assert!(matches!(
            read("grid:4"),
            Ok(Data::Grid(Grid { side: 4, .. }))
        ));
        assert!(
            read("digits")
                .unwrap_err()
                .contains("ring, grid and shapes")
        );
        assert!(read("ring:0").is_err());
        assert!(read("ring:8,width=2").unwrap_err().contains("width"));
    }
}
