import sys
from pathlib import Path

from examples.nightly_batch.batch import Batch

SAMPLE = Path(__file__).parent / "sample"
files = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
sys.exit(Batch(files, Path("data/nightly_batch")).run())
