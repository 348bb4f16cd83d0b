import sys
from pathlib import Path

from examples.nightly_batch.batch import Batch

files = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent / "sample")
sys.exit(Batch(files, Path("data/nightly_batch")).run())
