//! What crosses. The rest of the crate sees `deeds` and `tasks`.

#[cfg(target_family = "wasm")]
pub(super) use there::{call, take, tell};

#[cfg(not(target_family = "wasm"))]
pub(super) use nowhere::{call, take, tell};

/// A value as it goes over: what it is, and two numbers. See `read` in `edge/js/worker.js`.
pub(super) type Wire = [f64; 3];

/// The functions of `edge/js/worker.js`. Each reads or fills just the memory it is given, before it returns; none can
/// break anything else in here, and so they are called as safe functions.
#[cfg(target_family = "wasm")]
#[allow(unsafe_code)]
mod there {
    use super::Wire;

    #[link(wasm_import_module = "border")]
    unsafe extern "C" {
        pub(in super::super) safe fn call(
            what: u32,
            number: u32,
            event: u32,
            values: *const Wire,
            count: usize,
        );
        pub(in super::super) safe fn tell(
            what: u32,
            event: u32,
            values: *const Wire,
            count: usize,
        ) -> i32;
        pub(in super::super) safe fn take(place: *mut u8);
    }
}

/// What JavaScript calls. Named as in `edge/js/worker.js`.
#[cfg(target_family = "wasm")]
#[allow(unsafe_code)]
mod here {
    use super::super::{clock, deeds, request, tasks};

    #[unsafe(no_mangle)]
    extern "C" fn start() {
        crate::start();
    }

    #[unsafe(no_mangle)]
    extern "C" fn fetch(event: u32, length: i32, now: f64) {
        clock::set(now);
        let request = request::Request::read(length);
        tasks::spawn(event, crate::fetch(request));
    }

    #[unsafe(no_mangle)]
    extern "C" fn scheduled(event: u32, now: f64) {
        clock::set(now);
        tasks::spawn(event, tasks::to_its_end(crate::scheduled()));
    }

    #[unsafe(no_mangle)]
    extern "C" fn queue(event: u32, length: i32, now: f64) {
        clock::set(now);
        let batch = deeds::taken(length).unwrap_or_default();
        tasks::spawn(event, tasks::to_its_end(crate::queue(batch)));
    }

    #[unsafe(no_mangle)]
    extern "C" fn settle(number: u32, failed: u32, length: i32, now: f64) {
        clock::set(now);
        deeds::settle(number, failed != 0, deeds::taken(length));
    }
}

/// Natively there is no platform: calls are never answered.
#[cfg(not(target_family = "wasm"))]
mod nowhere {
    use super::Wire;

    pub(in super::super) fn call(_: u32, _: u32, _: u32, _: *const Wire, _: usize) {}

    pub(in super::super) fn tell(_: u32, _: u32, _: *const Wire, _: usize) -> i32 {
        -1
    }

    pub(in super::super) fn take(_: *mut u8) {}
}
