"""A picture, and what torchvision's published preparation makes of it: resize 256, centre crop 224, mean and deviation."""
import numpy
from PIL import Image
from torchvision import transforms

from tensors import save


def make(folder):
    across, down = numpy.meshgrid(numpy.arange(300), numpy.arange(280))
    waves = [127.5 + 127.5 * numpy.sin(across / a + down / b) for a, b in ((9, 31), (23, 7), (50, 60))]
    picture = Image.fromarray(numpy.stack(waves, -1).round().astype(numpy.uint8))
    picture.save(f"{folder}/preparation.png")
    start = [transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor()]
    scales = {"resnet18": ([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]), "googlenet": ([0.5] * 3, [0.5] * 3)}
    save(f"{folder}/preparation.safetensors", {
        name: transforms.Compose([*start, transforms.Normalize(*scale)])(picture)[None, :, ::16, ::16].contiguous() for name, scale in scales.items()})
