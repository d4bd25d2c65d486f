//! `order`: who is updated first in a step.

use crate::schema::names;

names! {
    /// The order of the two players in a step.
    pub enum Order: "order" {
        /// D moves first, so G answers the D of this step.
        DiscriminatorFirst = "discriminator_first",
        /// G moves first, so D answers the G of this step.
        GeneratorFirst = "generator_first",
    }
}
