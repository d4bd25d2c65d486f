//! `log`: other programs that follow a sweep.

use crate::schema::names;

names! {
    /// What a sweep writes for another program while it trains.
    pub enum Log: "log" {
        /// Event files below the study, as `seesaw export --to tensorboard --follow` writes them.
        Tensorboard = "tensorboard",
    }
}
